import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashFile, writeEmber } from '../../../tests/fixtures/library-files.ts';
import { libraryWorkerPath } from '../../../tests/fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { LibraryThread } from './library-thread.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let thread: LibraryThread;
beforeEach(() => {
  folder = makeTemporaryFolder();
  thread = new LibraryThread(libraryWorkerPath);
});
afterEach(async () => {
  await thread.close();
  folder.remove();
});

/** A model with so much behind it that hashing it takes a while; it takes no space on the disk. */
function writeLong(): { path: string; name: string; sha256: string } {
  const path = writeEmber(join(folder.path, 'long.gguf'));
  truncateSync(path, 20_000_000_000);
  return { path, name: 'long.gguf', sha256: '0'.repeat(64) };
}

test('a job that is cancelled ends with its file, and other jobs go on', async () => {
  const ember = writeEmber(join(folder.path, 'ember.gguf'));
  const abort = new AbortController();
  const long = thread.run(
    'verify',
    { files: [writeLong()] },
    { signal: abort.signal, onProgress: () => abort.abort() },
  );
  const short = thread.run('verify', { files: [{ path: ember, name: 'ember.gguf', sha256: hashFile(ember) }] });
  await expect(long).rejects.toMatchObject({ code: 'aborted' });
  expect(await short).toEqual({ against: 'hash', problem: null });
});

test('closing ends what is under way, and the next job starts a thread anew', async () => {
  const long = thread.run('verify', { files: [writeLong()] });
  const [outcome] = await Promise.allSettled([long, thread.close()]);
  expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
  const gone = { path: join(folder.path, 'gone.gguf'), name: 'gone.gguf', sha256: null };
  expect(await thread.run('verify', { files: [gone] })).toEqual({
    against: 'structure',
    problem: 'gone.gguf is not there. It was moved or deleted; choose the file again.',
  });
  await expect(thread.run('shape', { files: [gone] })).rejects.toMatchObject({ code: 'modelMissing' });
});

test('a thread that cannot start fails its jobs and nothing else', async () => {
  const path = join(folder.path, 'broken.mjs');
  writeFileSync(path, 'throw new Error("no");');
  const broken = new LibraryThread(path);
  const names = { name: 'a', levelPath: 'a', repositoryId: null };
  await expect(broken.run('inspect', { files: [], names })).rejects.toThrow('no');
  await broken.close();
});
