import { open, readFile, stat } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { describeFiles, type FoundModel } from './found-model.ts';

const layerTypes = {
  model: 'application/vnd.ollama.image.model',
  licence: 'application/vnd.ollama.image.license',
};
const digestPattern = /^sha256:([0-9a-f]{64})$/;
const manifestSchema = z.object({ layers: z.array(z.object({ mediaType: z.string(), digest: z.string() })) });

/** Registry, namespace, name and tag are folders within each other. */
const manifestDepth = 3;
const maxManifests = 2_000;
const maxManifestBytes = 100_000;
const licenceBytes = 400;

/** Reads Ollama's own index: manifests name the blobs, and each blob is a GGUF file without a name of its own. */
export async function scanOllama(root: string): Promise<{ found: boolean; models: FoundModel[]; folders: string[] }> {
  const manifests = join(root, 'manifests');
  const folders: string[] = [];
  const paths = await listManifests(manifests, manifestDepth, folders);
  const models = new Map<string, FoundModel>();
  for (const path of paths.slice(0, maxManifests)) {
    const model = await readManifest(root, path, nameModel(path.slice(manifests.length + 1)));
    // Two tags of one blob are one model.
    if (model && !models.has(model.path)) models.set(model.path, model);
  }
  return { found: folders.length > 0, models: [...models.values()], folders };
}

async function listManifests(folder: string, depth: number, folders: string[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return [];
  folders.push(folder);
  const visible = entries.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => a.name.localeCompare(b.name));
  const paths: string[] = [];
  for (const entry of visible) {
    const path = join(folder, entry.name);
    if (depth === 0 && entry.isFile()) paths.push(path);
    if (depth > 0 && entry.isDirectory()) paths.push(...(await listManifests(path, depth - 1, folders)));
  }
  return paths;
}

/** `REGISTRY/library/NAME/TAG` is called `NAME:TAG`, another namespace stands before it. */
function nameModel(relativePath: string): string {
  const [, namespace, name, tag] = relativePath.split(/[\\/]/);
  return namespace === 'library' ? `${name}:${tag}` : `${namespace}/${name}:${tag}`;
}

async function readManifest(root: string, path: string, name: string): Promise<FoundModel | null> {
  try {
    if ((await stat(path)).size > maxManifestBytes) return null;
    const { layers } = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const findHash = (type: string) =>
      digestPattern.exec(layers.find((layer) => layer.mediaType === type)?.digest ?? '')?.[1] ?? null;
    const hash = findHash(layerTypes.model);
    if (!hash) return null;
    const blob = blobPath(root, hash);
    const facts = await stat(blob).catch(() => null);
    const files = facts ? [{ path: blob, sizeBytes: facts.size, modifiedMs: facts.mtimeMs }] : [];
    const model = describeFiles(blob, files, facts ? [] : [basename(blob)], 'ollama');
    const licenceHash = findHash(layerTypes.licence);
    return {
      ...model,
      name,
      named: true,
      files: model.files.map((file) => ({ ...file, sha256: hash })),
      licence: licenceHash ? await readFirstLine(blobPath(root, licenceHash)) : null,
    };
  } catch {
    return null;
  }
}

function blobPath(root: string, hash: string): string {
  return join(root, 'blobs', `sha256-${hash}`);
}

/** The title of a licence's text. */
async function readFirstLine(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(licenceBytes), 0, licenceBytes, 0);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    const line = text.split(/\r?\n/).find((candidate) => candidate.trim() !== '');
    return line ? line.trim().slice(0, 80) : null;
  } finally {
    await file.close();
  }
}
