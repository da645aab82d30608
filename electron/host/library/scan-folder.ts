import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type SourceRecord, sourceRecordName, sourceRecordSchema } from './source-record.ts';

export interface FoundFile {
  path: string;
  sizeBytes: number;
  modifiedMs: number;
}

/** What lies in a folder and the folders in it. */
export interface FolderScan {
  /** Whether the folder is there and may be read. */
  found: boolean;
  /** GGUF files, in the order of their paths. */
  files: FoundFile[];
  /** Every folder that was looked into, to watch them. */
  folders: string[];
  /** By folder. */
  records: Map<string, SourceRecord>;
}

/** Folders below the root: a download lies in the third. */
const maxDepth = 5;
const maxFolders = 2_000;
const maxFiles = 5_000;
const maxRecordBytes = 1_000_000;

/** Whether a file's name is that of a model. */
export function isModelFile(path: string): boolean {
  return path.toLowerCase().endsWith('.gguf');
}

/** Looks for GGUF files. A folder that cannot be read, a loop of links or a file that vanishes is passed over. */
export async function scanFolder(root: string): Promise<FolderScan> {
  const scan: FolderScan = { found: false, files: [], folders: [], records: new Map() };
  const seen = new Set<string>();
  let level = [root];
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (scan.folders.length >= maxFolders || scan.files.length >= maxFiles) break;
      const entries = await openFolder(folder, seen);
      if (!entries) continue;
      scan.found = true;
      scan.folders.push(folder);
      for (const entry of entries) next.push(...(await takeEntry(scan, folder, entry)));
    }
    level = next;
  }
  scan.files.sort((a, b) => a.path.localeCompare(b.path));
  return scan;
}

/** The entries of a folder that was not looked into before, under whatever path. */
async function openFolder(folder: string, seen: Set<string>): Promise<Dirent[] | null> {
  try {
    const real = await realpath(folder);
    if (seen.has(real)) return null;
    seen.add(real);
    const entries = await readdir(folder, { withFileTypes: true });
    // A folder keeps its own path, and so its models their ids, whatever links lead to it.
    const order = (entry: Dirent) => `${Number(entry.isSymbolicLink())}${entry.name}`;
    return entries.toSorted((a, b) => order(a).localeCompare(order(b)));
  } catch {
    return null;
  }
}

/** Adds a file to the scan, or returns the folder that is to be looked into next. */
async function takeEntry(scan: FolderScan, folder: string, entry: Dirent): Promise<string[]> {
  const path = join(folder, entry.name);
  if (entry.name.startsWith('.') || entry.name.endsWith('.partial')) return [];
  if (entry.isDirectory()) return [path];
  if (entry.name === sourceRecordName) {
    const record = await readSourceRecord(path);
    if (record) scan.records.set(folder, record);
    return [];
  }
  if (!isModelFile(path) && !entry.isSymbolicLink()) return [];
  const facts = await stat(path).catch(() => null);
  if (facts?.isDirectory()) return [path];
  if (facts?.isFile() && isModelFile(path)) {
    scan.files.push({ path, sizeBytes: facts.size, modifiedMs: facts.mtimeMs });
  }
  return [];
}

async function readSourceRecord(path: string): Promise<SourceRecord | null> {
  try {
    if ((await stat(path)).size > maxRecordBytes) return null;
    return sourceRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
