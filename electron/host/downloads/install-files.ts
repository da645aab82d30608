import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { sourceRecordName, sourceRecordSchema, type SourceRecord } from '../library/source-record.ts';
import { type DownloadRecord, partialPaths } from './download-record.ts';
import { toSafeName } from './safe-names.ts';

/**
 * Makes the files of a finished download a model, by one rename of their folder; gives the folder. It may be repeated
 * after a crash at any point.
 */
export async function installFiles(
  modelsFolder: string,
  partialFolder: string,
  record: DownloadRecord,
): Promise<string> {
  const paths = partialPaths(partialFolder, record.id);
  const source = describeSource(record);
  const parent = join(modelsFolder, ...record.plan.repositoryId.split('/').map(toSafeName));
  await mkdir(parent, { recursive: true });
  const { folder, installed } = await chooseFolder(parent, toSafeName(record.plan.offerKey), source);
  if (!installed) {
    await writeFileAtomic(join(paths.files, sourceRecordName), `${JSON.stringify(source, null, 2)}\n`);
    await syncFolder(paths.files);
    await rename(paths.files, folder);
    await syncFolder(parent);
  }
  await rm(paths.folder, { recursive: true, force: true, maxRetries: 3 });
  return folder;
}

/** The folder of a download that was installed already, and only not tidied up after. */
export async function findInstalled(modelsFolder: string, record: DownloadRecord): Promise<boolean> {
  const parent = join(modelsFolder, ...record.plan.repositoryId.split('/').map(toSafeName));
  return (await chooseFolder(parent, toSafeName(record.plan.offerKey), describeSource(record))).installed;
}

function describeSource({ fileNames, plan }: DownloadRecord): SourceRecord {
  const { licence, offerKey, repositoryId, revision } = plan;
  const files = plan.files.map(({ sha256, sizeBytes }, index) => ({ fileName: fileNames[index]!, sizeBytes, sha256 }));
  return { repositoryId, revision, offerKey, licence, files };
}

async function chooseFolder(
  parent: string,
  name: string,
  source: SourceRecord,
): Promise<{ folder: string; installed: boolean }> {
  for (let copy = 1; ; copy++) {
    const folder = join(parent, copy === 1 ? name : `${name} (${copy})`);
    if (!existsSync(folder)) return { folder, installed: false };
    // oxlint-disable-next-line no-await-in-loop -- one name after the other
    if (await holdsSame(folder, source)) return { folder, installed: true };
  }
}

async function holdsSame(folder: string, source: SourceRecord): Promise<boolean> {
  try {
    const other = sourceRecordSchema.parse(JSON.parse(await readFile(join(folder, sourceRecordName), 'utf8')));
    const there = other.files.every(({ fileName }) => existsSync(join(folder, fileName)));
    return there && JSON.stringify(other.files) === JSON.stringify(source.files);
  } catch {
    return false;
  }
}

/** A rename is on the disk when its folder is. Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch {
    // Some network file systems refuse it.
  } finally {
    await handle.close();
  }
}
