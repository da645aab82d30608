import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { groupFiles, listPartPaths, type FoundModel } from './found-model.ts';
import { type FoundFile, scanFolder } from './scan-folder.ts';

const descriptionName = 'model.yml';

/**
 * Reads Jan's models: each has a `model.yml`, whose folder names it and which names the GGUF file, within Jan's data
 * folder or elsewhere.
 */
export async function scanJan(
  dataFolder: string,
): Promise<{ found: boolean; models: FoundModel[]; folders: string[] }> {
  const root = join(dataFolder, 'llamacpp', 'models');
  const { found, files, folders } = await scanFolder(root);
  const names = new Map<string, string>();
  const outside: FoundFile[] = [];
  for (const folder of folders) {
    const description = await readDescription(join(folder, descriptionName));
    if (!description?.modelPath) continue;
    const path = resolve(dataFolder, description.modelPath);
    names.set(listPartPaths(path)[0]!, description.name ?? relative(root, folder).split(sep).join('/'));
    if (!files.some((file) => file.path === path)) outside.push(...(await findParts(path)));
  }
  const models = groupFiles([...files, ...outside], 'jan').map((model) => {
    const name = names.get(model.path);
    return name === undefined ? model : { ...model, name, named: true };
  });
  return { found, models, folders };
}

/** The two lines of the file that matter here; it is written by Jan and flat. */
async function readDescription(path: string): Promise<{ modelPath: string | null; name: string | null } | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const read = (key: string) => {
    const value = new RegExp(`^${key}:[ \\t]*(.+?)[ \\t]*\\r?$`, 'm').exec(text)?.[1];
    return value?.replace(/^(["'])(.*)\1$/, '$2') ?? null;
  };
  return { modelPath: read('model_path'), name: read('name') };
}

async function findParts(path: string): Promise<FoundFile[]> {
  const present = new Set(await readdir(dirname(path)).catch(() => []));
  const files: FoundFile[] = [];
  for (const part of listPartPaths(path)) {
    const facts = present.size > 0 ? await stat(part).catch(() => null) : null;
    if (facts?.isFile()) files.push({ path: part, sizeBytes: facts.size, modifiedMs: facts.mtimeMs });
  }
  return files;
}
