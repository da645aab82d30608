import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import { stripGgufSuffixes } from '../../../models/catalog/level-in-name.ts';
import { formatBytes } from '../../../models/gguf/format-bytes.ts';
import type { TaskControl } from './library-tasks.ts';
import { type FoundFile, isModelFile } from './scan-folder.ts';

/** In the models folder, where copies of the user's files lie. */
const importedFolder = 'imported';
/** Scans pass over it, so that a copy appears whole or not at all. */
const unfinishedPrefix = '.copying-';
const chunkBytes = 4 << 20;
const maxNames = 10_000;

/** Throws `diskFull` unless the models folder's disk has room for so much. */
export async function requireSpace(modelsFolder: string, neededBytes: number): Promise<void> {
  await mkdir(modelsFolder, { recursive: true });
  const { bavail, bsize } = await statfs(modelsFolder);
  const freeBytes = bavail * bsize;
  if (freeBytes < neededBytes) throw describeFullDisk(neededBytes, freeBytes);
}

/**
 * Copies the files of one model into a new folder. It appears there whole or, when the copy fails or is cancelled, not
 * at all, and it never takes the place of another. Throws `diskFull`, `modelMissing` or `storageUnavailable`.
 */
export async function copyModel(
  modelsFolder: string,
  files: readonly FoundFile[],
  { signal, onProgress }: TaskControl,
): Promise<void> {
  const imported = join(modelsFolder, importedFolder);
  const unfinished = join(imported, `${unfinishedPrefix}${randomUUID()}`);
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  try {
    await mkdir(unfinished, { recursive: true });
    let doneBytes = 0;
    for (const { path } of files) {
      signal.throwIfAborted();
      const before = doneBytes;
      const name = isModelFile(path) ? basename(path) : `${basename(path)}.gguf`;
      doneBytes += await copyOne(path, join(unfinished, name), {
        signal,
        onProgress: (bytes) => onProgress(before + bytes),
      });
    }
    await moveToFreeName(unfinished, join(imported, stripGgufSuffixes(basename(files[0]!.path))));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    // Only an empty folder goes.
    await rmdir(imported).catch(() => undefined);
    throw signal.aborted ? error : await explain(modelsFolder, totalBytes, error);
  }
}

/** Removes what a crash left of copies. */
export async function removeUnfinishedCopies(modelsFolder: string): Promise<void> {
  const imported = join(modelsFolder, importedFolder);
  const names = await readdir(imported).catch(() => []);
  const unfinished = names.filter((name) => name.startsWith(unfinishedPrefix));
  await Promise.all(
    unfinished.map(async (name) => rm(join(imported, name), { recursive: true, force: true }).catch(() => undefined)),
  );
}

async function copyOne(from: string, to: string, { signal, onProgress }: TaskControl): Promise<number> {
  const { size } = await stat(from);
  try {
    // File systems that can share the blocks do so at once.
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    onProgress(size);
    return size;
  } catch {
    await rm(to, { force: true });
  }
  const [source, target] = [await open(from, 'r'), await open(to, 'wx')];
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let doneBytes = 0; ; onProgress(doneBytes)) {
      signal.throwIfAborted();
      const { bytesRead } = await source.read(buffer, 0, chunkBytes, doneBytes);
      if (bytesRead === 0) {
        await target.sync();
        return doneBytes;
      }
      for (let written = 0; written < bytesRead;) {
        written += (await target.write(buffer, written, bytesRead - written, doneBytes + written)).bytesWritten;
      }
      doneBytes += bytesRead;
    }
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** Renames a folder to this name, or to the first of `name 2`, `name 3` … that nothing has. */
async function moveToFreeName(folder: string, wanted: string): Promise<void> {
  for (let number = 1; number < maxNames; number++) {
    const target = number === 1 ? wanted : `${wanted} ${number}`;
    const isTaken = await access(target).then(
      () => true,
      () => false,
    );
    if (isTaken) continue;
    return await rename(folder, target);
  }
  throw new AppError('storageUnavailable', 'There are too many copies of this model. Delete some of them first.');
}

async function explain(modelsFolder: string, neededBytes: number, error: unknown): Promise<unknown> {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof AppError || typeof code !== 'string') return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const room = await statfs(modelsFolder).catch(() => null);
    return describeFullDisk(neededBytes, room ? room.bavail * room.bsize : 0);
  }
  if (code === 'ENOENT' && path !== undefined && !path.startsWith(modelsFolder)) {
    return new AppError('modelMissing', `${basename(path)} is not there any more. Choose the file again.`);
  }
  const message = `The model could not be copied (${code}). Check the disks and the rights to them.`;
  return new AppError('storageUnavailable', message, { cause: error });
}

function describeFullDisk(neededBytes: number, freeBytes: number): AppError {
  const message =
    `The copy needs ${formatBytes(neededBytes)}, and the disk has ${formatBytes(freeBytes)} free. ` +
    'Free some space, or open the file where it lies.';
  return new AppError('diskFull', message, { data: { neededBytes, freeBytes } });
}
