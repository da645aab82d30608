import { execFile } from 'node:child_process';
import { open, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TransferFile } from '../worker-protocol.ts';

const maxMarginBytes = 512_000_000;

/** Space that stays free, for everything else on the machine. */
export function marginOf(diskBytes: number): number {
  return Math.min(maxMarginBytes, diskBytes * 0.05);
}

export interface DiskSpace {
  freeBytes: number;
  diskBytes: number;
}

export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, diskBytes: blocks * bsize };
}

/** Bytes that a file will still take of the disk: what is reserved or written counts no more. */
export async function readUnallocatedBytes({ partialPath, sizeBytes }: TransferFile): Promise<number> {
  try {
    const { blocks } = await stat(partialPath);
    return Math.max(0, sizeBytes - blocks * 512);
  } catch {
    return sizeBytes;
  }
}

/**
 * Makes the file as long as it will be. On Linux its space is really taken (`fallocate`), so that a disk that fills up
 * later does not matter; elsewhere, and on file systems that cannot, only its length is set.
 * @throws ENOSPC
 */
export async function reserveFile({ partialPath, sizeBytes }: TransferFile): Promise<void> {
  const file = await open(partialPath, 'a');
  try {
    const { size, blocks } = await file.stat();
    if (size === sizeBytes && blocks * 512 >= sizeBytes) return;
    if (process.platform !== 'linux' || !(await allocate(partialPath, sizeBytes))) await file.truncate(sizeBytes);
    // A file that was there and is longer is none of ours.
    else if (size > sizeBytes) await file.truncate(sizeBytes);
  } finally {
    await file.close();
  }
}

function allocate(path: string, sizeBytes: number): Promise<boolean> {
  if (sizeBytes === 0) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, LC_ALL: 'C' };
    execFile('fallocate', ['-l', String(sizeBytes), path], { env: environment }, (error, _stdout, stderr) => {
      if (error && stderr.includes('No space left')) {
        reject(Object.assign(new Error('The disk is full'), { code: 'ENOSPC' }));
      } else resolve(!error);
    });
  });
}

/** The folder whose disk a download lies on. */
export function folderOf(files: TransferFile[]): string {
  return dirname(files[0]!.partialPath);
}
