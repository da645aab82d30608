import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataFolder } from '../data-folder.ts';
import { findDataFolder } from '../data-folder.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { Notices } from '../notices.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { exportList, importList } from './exchange-lists.ts';
import { GateLists } from './gate-lists.ts';

const compileWorkerPath = fileURLToPath(new URL('./compile-worker.ts', import.meta.url));
const head = { name: 'Animals', category: 'test', language: null, severity: null };

let temporary: ReturnType<typeof makeTemporaryFolder>;
let folder: DataFolder;
let notices: Notices;
beforeEach(() => {
  temporary = makeTemporaryFolder();
  folder = findDataFolder({ CONCLAVE_HOME: temporary.path });
  notices = new Notices();
});
afterEach(() => temporary.remove());

function open(change: Partial<DataFolder> = {}): GateLists {
  const health = new StorageHealth(notices);
  const settings = new SettingsFile(folder.settings, notices, health);
  return new GateLists({ folder: { ...folder, ...change }, settings, health, notices, compileWorkerPath });
}

async function find(lists: GateLists, text: string) {
  return (await lists.matcher()).find(text);
}

const saveUserText = (lists: GateLists, text: string) => lists.saveList('user', head, text);

test('a word of the user counts at once and the next time', async () => {
  const lists = open();
  expect(await find(lists, 'a mixture of experts')).toBeNull();
  expect(await saveUserText(lists, 'mixture\n')).toMatchObject({ accepted: 1, problems: [] });
  for (const current of [lists, open()]) {
    expect(await find(current, 'a Mixture of experts')).toMatchObject({
      start: 2,
      end: 9,
      rule: { listId: 'user', line: 1 },
    });
  }
});

test('a list can be added, switched off, changed and deleted, and each time it lasts', async () => {
  const lists = open();
  const { id } = await lists.saveList(null, head, 'zebra');
  expect(await find(open(), 'zebra')).toMatchObject({ rule: { listId: id, listName: 'Animals' } });
  await lists.choose(id, { enabled: false });
  expect(await find(lists, 'zebra')).toBeNull();
  expect(await find(open(), 'zebra')).toBeNull();
  await lists.choose(id, { enabled: true });
  await lists.saveList(id, { ...head, name: 'Birds' }, 'ostrich');
  expect(await find(lists, 'zebra')).toBeNull();
  expect((await open().describe()).find((list) => list.id === id)).toMatchObject({ name: 'Birds', wordCount: 1 });
  await lists.deleteList(id);
  expect(await find(open(), 'ostrich')).toBeNull();
  await expect(lists.deleteList('user')).rejects.toThrow(/cannot be deleted/);
});

test('a folding that is switched off does not count for its list', async () => {
  const lists = open();
  await saveUserText(lists, 'zebra');
  expect(await find(lists, 'z3bra')).not.toBeNull();
  await lists.choose('user', { foldings: { leetspeak: false } });
  expect(await find(lists, 'z3bra')).toBeNull();
  expect(await find(lists, 'Zebra')).not.toBeNull();
  expect((await lists.describe())[0]!.foldings).toMatchObject({ leetspeak: false, case: true });
});

test('a list that cannot be saved leaves the old one in force', async () => {
  writeFileSync(join(temporary.path, 'file'), '');
  const lists = open({ userWords: join(temporary.path, 'file', 'words.txt') });
  await expect(saveUserText(lists, 'mixture')).rejects.toThrow(/folder/);
  expect(await find(lists, 'mixture')).toBeNull();
  await saveUserText(open(), 'mixture');
});

test('an automaton in use is not changed by a new list', async () => {
  const lists = open();
  await saveUserText(lists, 'mixture');
  const matcher = await lists.matcher();
  await saveUserText(lists, 'something');
  expect(matcher.find('mixture')).not.toBeNull();
  expect(await find(lists, 'mixture')).toBeNull();
});

test('changes made at the same time all count', async () => {
  const lists = open();
  await Promise.all(['zebra', 'ostrich', 'walrus'].map((word) => lists.saveList(null, head, word)));
  for (const word of ['zebra', 'ostrich', 'walrus']) expect(await find(lists, word)).not.toBeNull();
  expect(readdirSync(folder.lists)).toHaveLength(3);
});

test('a very long list is compiled in a thread of its own, and what is asked meanwhile waits for it', async () => {
  const lists = open();
  const words = Array.from({ length: 30_000 }, (_, index) => `wordnumber${index}x`);
  const saved = saveUserText(lists, words.join('\n'));
  expect(await find(lists, 'A wordnumber29999x.')).toMatchObject({ start: 2, rule: { line: 30_000 } });
  expect(await saved).toMatchObject({ accepted: 30_000, problems: [] });
});

test('a broken list file is set aside and named', () => {
  mkdirSync(folder.lists);
  writeFileSync(join(folder.lists, 'odd.json'), '{"name":');
  open();
  expect(notices.list()[0]?.message).toMatch(/odd\.json cannot be read and does not count.*set aside/);
  expect(readdirSync(folder.lists)).toEqual(['odd.json.broken']);
  rmSync(folder.lists, { recursive: true });
});

test('a list that is exported and imported again is the same list', async () => {
  const lists = open();
  const { id } = await lists.saveList(
    null,
    { ...head, language: 'en', severity: 'high' },
    '# note\nzebra\n!zebra crossing',
  );
  await lists.choose(id, { foldings: { repeats: false } });
  for (const format of ['text', 'json'] as const) {
    const file = await exportList(lists, { id, format });
    const copy = await importList(lists, file);
    expect(copy).toMatchObject({ name: 'Animals', accepted: 1, problems: [] });
    const described = (await lists.describe()).find((list) => list.id === copy.id);
    expect(described).toMatchObject({ language: 'en', severity: 'high', foldings: { repeats: false, case: true } });
  }
  expect(await find(lists, 'a zebra crossing')).toBeNull();
});

test.each([
  ['binary.txt', '\u0000\u0001\ufffd\ufffd\u0003'],
  ['broken.json', '{"format": "conclave-word-list"'],
  ['empty.txt', '\n\n# nothing\n'],
  ['long.txt', 'x'.repeat(10_000_000)],
])('%s without a usable word is refused, and the lists stay as they are', async (fileName, text) => {
  const lists = open();
  const before = await lists.describe();
  await expect(importList(lists, { fileName, text })).rejects.toThrow(/holds no usable word/);
  expect(await lists.describe()).toEqual(before);
});
