import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Notices } from '../notices.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { GateLists } from './gate-lists.ts';

let folder: string;
let settings: SettingsFile;
let health: StorageHealth;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conclave-test-'));
  const notices = new Notices();
  health = new StorageHealth(notices);
  settings = new SettingsFile(join(folder, 'settings.json'), notices, health);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (path = join(folder, 'words.txt')) => new GateLists(path, settings, health);

test('a word of the user counts at once and the next time', () => {
  const lists = open();
  expect(lists.matcher.find('a mixture of experts')).toBeNull();
  expect(lists.setUserText('mixture\n')).toEqual({ accepted: 1, problems: [] });
  for (const current of [lists, open()]) {
    expect(current.matcher.find('a Mixture of experts')).toMatchObject({ start: 2, end: 9, rule: { listId: 'user', line: 1 } });
  }
});

test('a list that is switched off does not count', () => {
  const lists = open();
  lists.setUserText('mixture');
  settings.update({ filter: { userEnabled: false } });
  expect(lists.matcher.find('mixture')).toBeNull();
  expect(lists.describe().find((list) => list.id === 'user')).toMatchObject({ enabled: false, wordCount: 1 });
});

test('a list that cannot be saved leaves the old one in force', () => {
  writeFileSync(join(folder, 'file'), '');
  const lists = open(join(folder, 'file', 'words.txt'));
  expect(() => lists.setUserText('mixture')).toThrow(/folder/);
  expect(lists.matcher.find('mixture')).toBeNull();
  expect(lists.userText).toBe('');
});

test('an automaton in use is not changed by a new list', () => {
  const lists = open();
  lists.setUserText('mixture');
  const { matcher } = lists;
  lists.setUserText('something');
  expect(matcher.find('mixture')).not.toBeNull();
  expect(lists.matcher.find('mixture')).toBeNull();
});
