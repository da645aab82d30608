import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import type { DownloadProblem } from '../../contract/downloads-state.ts';
import type { DownloadPlan } from './downloads.ts';
import { describeDiskError, describeFullDisk, formatBytes } from './transfer/describe-problem.ts';
import { marginOf } from './transfer/reserve-space.ts';

/** @throws AppError `diskFull` for files that the disk could not hold if it were empty */
export function requireSpace(modelsFolder: string, { files }: DownloadPlan): void {
  let diskBytes: number;
  try {
    const { blocks, bsize } = statfsSync(modelsFolder);
    diskBytes = blocks * bsize;
  } catch {
    // The folder may not be there yet.
    return;
  }
  const neededBytes = sizeOf({ files });
  if (neededBytes + marginOf(diskBytes) <= diskBytes) return;
  throw new AppError(
    'diskFull',
    `This model takes ${formatBytes(neededBytes)}, and the whole disk has ${formatBytes(diskBytes)}. Choose a smaller level.`,
    { data: { neededBytes, diskBytes } },
  );
}

/** Why the disk refused a write of the queue's own. */
export function describeStorage(
  modelsFolder: string,
  error: NodeJS.ErrnoException,
  neededBytes: number,
): DownloadProblem {
  if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') return describeDiskError(error.code ?? null);
  try {
    const { bavail, blocks, bsize } = statfsSync(dirname(modelsFolder));
    return describeFullDisk(neededBytes, bavail * bsize, marginOf(blocks * bsize));
  } catch {
    return describeDiskError(error.code);
  }
}

/** Bytes of all files. */
export function sizeOf({ files }: Pick<DownloadPlan, 'files'>): number {
  return files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
