import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import { isModelFile } from './scan-folder.ts';
import { sourceRecordName } from './source-record.ts';

/**
 * Deletes files in the models folder, the record of their download, and the folders that are empty then. Returns the
 * bytes that this freed. Throws `storageUnavailable` when the system refuses it.
 */
export async function deleteFiles(modelsFolder: string, files: readonly { path: string }[]): Promise<number> {
  let freedBytes = 0;
  for (const { path } of files) {
    try {
      const facts = await lstat(path);
      await rm(path);
      // A link and a file with a second name free nothing.
      if (facts.isFile() && facts.nlink === 1) freedBytes += facts.size;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') continue;
      const message = `${basename(path)} could not be deleted (${code}). Close programs that use it, and try again.`;
      throw new AppError('storageUnavailable', message, { cause: error });
    }
  }
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) await tidyUp(modelsFolder, folder);
  return freedBytes;
}

/** Removes the record where no model is left beside it, and then empty folders up to the models folder. */
async function tidyUp(modelsFolder: string, start: string): Promise<void> {
  const names = await readdir(start).catch(() => []);
  const isInside = (folder: string) => folder.startsWith(modelsFolder + sep);
  if (isInside(start) && !names.some(isModelFile)) {
    await rm(join(start, sourceRecordName), { force: true }).catch(() => undefined);
  }
  for (let folder = start; isInside(folder); folder = dirname(folder)) {
    const removed = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}
