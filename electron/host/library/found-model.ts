import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Model } from '../../contract/models-state.ts';
import type { FoundFile } from './scan-folder.ts';
import type { SourceRecord } from './source-record.ts';

/** A file of a model, and the SHA-256 that its publisher gives for it, as far as that is known. */
export interface ModelFile extends FoundFile {
  sha256: string | null;
}

/** A model as a look at the disk finds it: its files, before any of them was opened. */
export interface FoundModel {
  id: string;
  origin: Model['origin'];
  /** The name that the place gives it: of its file, or what another program calls it. */
  name: string;
  /** Whether `name` was chosen by another program, so that the header's is no better. */
  named: boolean;
  /** The file to load: of a split model the first part, there or not. */
  path: string;
  files: ModelFile[];
  partCount: number;
  /** Names of the files that should be there and are not. */
  missing: string[];
  record: SourceRecord | null;
  licence: string | null;
}

interface PartName {
  prefix: string;
  index: number;
  count: number;
}

/** No publisher splits further, and a number from a file's name must not decide how much memory is taken. */
const maxParts = 999;

/** Reads `name-00001-of-00003.gguf`; null for any other name. */
function readPartName(fileName: string): PartName | null {
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(fileName);
  if (!match) return null;
  const [, prefix = '', index, count] = match;
  const part = { prefix, index: Number(index), count: Number(count) };
  return part.count > 0 && part.count <= maxParts && part.index > 0 && part.index <= part.count ? part : null;
}

/** The paths of all parts of the model that this file belongs to, or the one path itself. */
export function listPartPaths(path: string): string[] {
  const part = readPartName(basename(path));
  if (!part) return [path];
  const pad = (number: number) => String(number).padStart(5, '0');
  return Array.from({ length: part.count }, (_, index) =>
    join(dirname(path), `${part.prefix}-${pad(index + 1)}-of-${pad(part.count)}.gguf`),
  );
}

/** The id of the model at this path: the same at every start, and without the path in it. */
export function identifyModel(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

/** Puts the parts of split models together. Files come in, one model for each that can be chosen goes out. */
export function groupFiles(
  files: readonly FoundFile[],
  origin: Model['origin'],
  records: ReadonlyMap<string, SourceRecord> = new Map(),
): FoundModel[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const models = new Map<string, FoundModel>();
  for (const { path } of files) {
    const parts = listPartPaths(path);
    const first = parts[0]!;
    if (models.has(first)) continue;
    const present = parts.flatMap((part) => byPath.get(part) ?? []);
    const missing = parts.filter((part) => !byPath.has(part)).map((part) => basename(part));
    models.set(first, describeFiles(first, present, missing, origin, records.get(dirname(path)) ?? null));
  }
  return [...models.values()];
}

/** A model of these files, which may all be missing. */
export function describeFiles(
  path: string,
  files: readonly FoundFile[],
  missing: string[],
  origin: Model['origin'],
  record: SourceRecord | null = null,
): FoundModel {
  const fileName = basename(path);
  const published = new Map(record?.files.map((file) => [basename(file.fileName), file.sha256]));
  return {
    id: identifyModel(path),
    origin,
    name: readPartName(fileName)?.prefix ?? fileName.replace(/\.gguf$/i, ''),
    named: false,
    path,
    files: files.map((file) => ({ ...file, sha256: published.get(basename(file.path)) ?? null })),
    partCount: files.length + missing.length,
    missing,
    record,
    licence: record?.licence ?? null,
  };
}

/** Changes whenever the files do, so that what was read from them holds as long as it is the same. */
export function stampFiles(model: FoundModel): string {
  const files = model.files.map(({ sizeBytes, modifiedMs }) => `${sizeBytes}@${Math.round(modifiedMs)}`);
  return `${model.partCount}:${files.join(',')}`;
}
