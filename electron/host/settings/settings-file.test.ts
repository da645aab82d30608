import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../models/settings.ts';
import { Notices } from '../notices.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { SettingsFile } from './settings-file.ts';

let folder: string;
let path: string;
let notices: Notices;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conclave-test-'));
  path = join(folder, 'settings.json');
  notices = new Notices();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (override = {}) => new SettingsFile(path, notices, new StorageHealth(notices), override);

test('without a file the defaults apply, and nothing is said', () => {
  expect(open().current).toEqual(defaultSettings);
  expect(notices.list()).toEqual([]);
});

test('a change is there the next time and leaves the other fields alone', () => {
  open().update({ theme: 'dark', sampling: { seed: 7 } });
  expect(open().current).toEqual({
    ...defaultSettings,
    theme: 'dark',
    sampling: { ...defaultSettings.sampling, seed: 7 },
  });
});

test.each([
  ['{ "theme": ', /not valid JSON/],
  ['{ "theme": "purple" }', /theme: /],
])('a broken file is set aside and named: %s', (content, reason) => {
  writeFileSync(path, content);
  expect(open().current).toEqual(defaultSettings);
  expect(notices.list()[0]?.message).toMatch(reason);
  const [aside] = readdirSync(folder);
  expect(aside).toMatch(/^settings\.json\.broken-/);
  expect(readFileSync(join(folder, aside!), 'utf8')).toBe(content);
});

test('an override counts and is not saved', () => {
  const settings = open({ sampling: { temperature: 0 } });
  expect(settings.current.sampling.temperature).toBe(0);
  settings.update({ theme: 'light' });
  expect(open().current.sampling.temperature).toBe(defaultSettings.sampling.temperature);
});
