import { existsSync, linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeDownload, writeEmber } from '../../../tests/fixtures/library-files.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { copyModel, removeUnfinishedCopies } from './copy-model.ts';
import { deleteFiles } from './delete-files.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
const inFolder = (...parts: string[]) => join(folder.path, ...parts);
beforeEach(() => {
  folder = makeTemporaryFolder();
  mkdirSync(inFolder('models'));
});
afterEach(() => folder.remove());

test('what frees nothing is not counted: links, second names, files that are gone', async () => {
  const original = writeEmber(inFolder('original.gguf'));
  const paths = ['link.gguf', 'second.gguf', 'gone.gguf'].map((name) => inFolder('models', name));
  symlinkSync(original, paths[0]!);
  linkSync(original, paths[1]!);
  expect(
    await deleteFiles(
      inFolder('models'),
      paths.map((path) => ({ path })),
    ),
  ).toBe(0);
  expect(existsSync(original)).toBe(true);
  expect(readdirSync(inFolder('models'))).toEqual([]);
});

test('a record stays while another model lies beside it, and so does what the user put there', async () => {
  const path = writeDownload(inFolder('models'));
  const other = writeEmber(join(path, '..', 'other.gguf'));
  await deleteFiles(inFolder('models'), [{ path }]);
  expect(readdirSync(join(path, '..'))).toEqual(['conclave-source.json', 'other.gguf']);
  writeFileSync(join(path, '..', 'notes.txt'), 'mine');
  await deleteFiles(inFolder('models'), [{ path: other }]);
  expect(readdirSync(join(path, '..'))).toEqual(['notes.txt']);
});

test('what a crash left of a copy goes at the next start, and whole copies stay', async () => {
  const path = writeEmber(inFolder('Mine.gguf'));
  const control = { signal: new AbortController().signal, onProgress: () => undefined };
  await copyModel(inFolder('models'), [{ path, sizeBytes: 1, modifiedMs: 1 }], control);
  writeEmber(inFolder('models', 'imported', '.copying-1', 'Half.gguf'));
  await removeUnfinishedCopies(inFolder('models'));
  expect(readdirSync(inFolder('models', 'imported'))).toEqual(['Mine']);
});
