import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Notices } from '../notices.ts';
import { SettingsFile } from '../settings/settings-file.ts';
import { StorageHealth } from '../storage/storage-health.ts';
import { automaticThreads } from './model-loader.ts';
import { embeddedModelId, ModelLibrary } from './model-library.ts';

let folder: string;
let settings: SettingsFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conclave-test-'));
  const notices = new Notices();
  settings = new SettingsFile(join(folder, 'settings.json'), notices, new StorageHealth(notices));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'ember.gguf'), 'GGUF');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  new ModelLibrary({ embeddedModelPath: join(folder, 'ember.gguf'), folder: join(folder, 'models'), settings });

test('the embedded model is there and selected until another is chosen', () => {
  expect(open().selected).toMatchObject({ id: embeddedModelId, origin: 'embedded', problem: null });
});

test('files in the models folder are listed, others are not', () => {
  writeFileSync(join(folder, 'models', 'b.GGUF'), '12');
  writeFileSync(join(folder, 'models', 'a.gguf'), '1');
  writeFileSync(join(folder, 'models', 'notes.txt'), '');
  expect(open().list().slice(1)).toMatchObject([
    { name: 'a', sizeBytes: 1 },
    { name: 'b', sizeBytes: 2 },
  ]);
});

test('an opened file stays in the list, is marked when it is gone, and can be taken out', () => {
  const library = open();
  const path = join(folder, 'own.gguf');
  writeFileSync(path, '1');
  const { id } = library.addFile(path);
  expect(library.addFile(path).id).toBe(id);
  rmSync(path);
  expect(open().get(id).problem).toMatch(/not there any more/);
  library.forget(id);
  expect(() => library.get(id)).toThrow(/no longer in the list/);
});

test('only GGUF files can be opened, and only opened files can be forgotten', () => {
  expect(() => open().addFile(join(folder, 'notes.txt'))).toThrow(/not a GGUF/);
  expect(() => open().forget(embeddedModelId)).toThrow(/Only files you opened/);
});

test('a chosen model that has gone gives way to the embedded one', () => {
  settings.selectModel('gone');
  expect(open().selected.id).toBe(embeddedModelId);
});

test.each([
  [1, 1],
  [2, 1],
  [8, 4],
  [128, 16],
])('%i cores give %i threads', (cores, threads) => {
  expect(automaticThreads(cores)).toBe(threads);
});
