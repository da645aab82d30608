import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { downloadProblemSchema } from '../../contract/downloads-state.ts';
import type { DownloadPlan } from './downloads.ts';
import { nameFiles } from './safe-names.ts';

const recordName = 'download.json';

/** What a download's folder says of it: enough to go on with it in another run of the app. */
export const downloadRecordSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[0-9a-f-]{8,64}$/),
  plan: z.object({
    repositoryId: z.string(),
    revision: z.string(),
    offerKey: z.string(),
    name: z.string(),
    level: z.string().nullable(),
    licence: z.string().nullable(),
    files: z
      .array(z.object({ path: z.string(), sizeBytes: z.number().int().min(0), sha256: z.string().nullable() }))
      .min(1),
  }),
  /** Names in the models folder, in the order of the files. */
  fileNames: z.array(z.string()),
  etags: z.array(z.string().nullable()),
  /** Lower goes first. */
  position: z.number(),
  /** `kept` is no longer in the queue; its partial files wait to be asked for again. */
  status: z.enum(['active', 'paused', 'failed', 'kept']),
  problem: downloadProblemSchema.nullable(),
});
export type DownloadRecord = z.infer<typeof downloadRecordSchema>;

/** Where the parts of a download lie while it runs. */
export function partialPaths(partialFolder: string, id: string) {
  const folder = join(partialFolder, id);
  return { folder, record: join(folder, recordName), files: join(folder, 'files') };
}

export function writeRecord(partialFolder: string, record: DownloadRecord): void {
  const paths = partialPaths(partialFolder, record.id);
  mkdirSync(paths.files, { recursive: true });
  writeFileAtomic.sync(paths.record, `${JSON.stringify(record, null, 2)}\n`);
}

/** All downloads that were begun, in their order, and the names of folders that cannot be understood. */
export function readRecords(partialFolder: string): { records: DownloadRecord[]; unreadable: string[] } {
  const records: DownloadRecord[] = [];
  const unreadable: string[] = [];
  for (const id of listFolders(partialFolder)) {
    try {
      const record = downloadRecordSchema.parse(
        JSON.parse(readFileSync(partialPaths(partialFolder, id).record, 'utf8')),
      );
      if (record.id !== id || record.fileNames.length !== record.plan.files.length) throw new Error('Another download');
      records.push(record);
    } catch {
      unreadable.push(id);
    }
  }
  return { records: records.toSorted((a, b) => a.position - b.position), unreadable };
}

function listFolders(partialFolder: string): string[] {
  try {
    return readdirSync(partialFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The record of a new download. */
export function createRecord(plan: DownloadPlan): DownloadRecord {
  return {
    version: 1,
    id: randomUUID(),
    plan,
    position: 0,
    status: 'active',
    problem: null,
    fileNames: nameFiles(plan.files.map(({ path }) => path)),
    etags: plan.files.map(() => null),
  };
}
