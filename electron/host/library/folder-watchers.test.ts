import { writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { waitUntil } from '../../../tests/fixtures/wait-until.ts';
import { FolderWatchers } from './folder-watchers.ts';

const folder = makeTemporaryFolder();
let looks = 0;
const watchers = new FolderWatchers(() => looks++);
afterEach(() => {
  watchers.close();
  folder.remove();
});

test('a folder is looked at once more when its watch begins, and then when something comes', async () => {
  watchers.watch([folder.path]);
  await waitUntil('the look after the watch began', () => looks === 1);
  // One that is watched already is known.
  watchers.watch([folder.path]);
  writeFileSync(`${folder.path}/new.gguf`, '');
  await waitUntil('the look at the new file', () => looks === 2);
  expect(looks).toBe(2);
});
