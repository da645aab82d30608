import { open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../models/app-error.ts';
import { describeFiles, type FoundModel, groupFiles, listPartPaths } from './found-model.ts';
import { type FoundFile, isModelFile, scanFolder } from './scan-folder.ts';

/**
 * The models at a path that a person gave: a GGUF file, with the other parts of a split model, or all in a folder.
 * Throws `badInput` for what is no model, `modelMissing` for what is not there.
 */
export async function findImportable(givenPath: string, homeFolder: string | null): Promise<FoundModel[]> {
  const path = readPath(givenPath, homeFolder);
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (facts instanceof Error) throw describeMissing(path, facts);
  if (facts.isDirectory()) {
    const models = groupFiles((await scanFolder(path)).files, 'file');
    if (models.length > 0) return models;
    throw new AppError(
      'badInput',
      `There is no GGUF file in ${basename(path) || path}. Choose another folder or a file.`,
    );
  }
  if (!isModelFile(path) && !(await beginsAsGguf(path))) {
    throw new AppError('badInput', `${basename(path)} is not a GGUF file. Choose a file that ends in .gguf.`);
  }
  return [await describeFile(path)];
}

/** Makes an absolute path of what a person types or pastes. Throws `badInput` for a relative one. */
export function readPath(given: string, homeFolder: string | null): string {
  const plain = given.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (/^file:\/\/\//i.test(plain)) return fileURLToPath(plain);
  const home = homeFolder ?? homedir();
  const path = /^~(?=$|[\\/])/.test(plain) ? join(home, plain.slice(1)) : plain;
  if (isAbsolute(path) && !path.includes('\0')) return resolve(path);
  throw new AppError('badInput', 'Give the whole path of the file or folder, such as ~/models/model.gguf.');
}

/** A file as a model, with the other parts of a split one as far as they are there. */
export async function describeFile(path: string): Promise<FoundModel> {
  const parts = listPartPaths(path);
  const files: FoundFile[] = [];
  const missing: string[] = [];
  for (const part of parts) {
    const facts = await stat(part).catch(() => null);
    if (facts?.isFile()) files.push({ path: part, sizeBytes: facts.size, modifiedMs: facts.mtimeMs });
    else missing.push(basename(part));
  }
  return describeFiles(parts[0]!, files, missing, 'file');
}

async function beginsAsGguf(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead).toString('latin1') === 'GGUF';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

function describeMissing(path: string, { code }: NodeJS.ErrnoException): AppError {
  const name = basename(path) || path;
  return code === 'EACCES' || code === 'EPERM'
    ? new AppError('modelMissing', `${name} may not be read. Change its permissions, or choose another file.`)
    : new AppError('modelMissing', `${name} is not there. Check the path, and that the disk is connected.`);
}
