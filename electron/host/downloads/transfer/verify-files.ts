import { BlockRecheck } from './block-recheck.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { Transfer } from './transfer.ts';

/**
 * Compares each file with its SHA-256. `again`: blocks are to be fetched again, those that changed on the disk alone,
 * or, where the disk has what came over the line, one after the other to be compared.
 */
export async function verifyFiles(transfer: Transfer): Promise<'whole' | 'again'> {
  for (const file of transfer.files) {
    if (file.verified || transfer.over) continue;
    // oxlint-disable-next-line no-await-in-loop -- one thread hashes
    if (file.spec.sha256 === null || (await isWhole(transfer, file, null))) {
      file.verified = true;
      continue;
    }
    if (transfer.over) return 'again';
    // oxlint-disable-next-line no-await-in-loop -- one thread hashes
    const bad = await findChangedBlocks(transfer, file);
    for (const index of bad) file.partial.reject(index);
    if (bad.length === 0) file.recheck = new BlockRecheck(file.partial, file.suspects);
    // What was hashed so far holds wrong bytes.
    transfer.around.hasher.forget(file.hashKey);
    return 'again';
  }
  return 'whole';
}

/** Whether the file on the disk has its SHA-256. `changedFrom` is where bytes changed since the last look. */
export async function isWhole(transfer: Transfer, file: FileTransfer, changedFrom: number | null): Promise<boolean> {
  const { hashKey, partial, spec } = file;
  const job = { type: 'hash', key: hashKey, path: partial.path, upTo: spec.sizeBytes, final: true } as const;
  const { digest } = await transfer.around.hasher.run({ ...job, changedFrom });
  return digest === spec.sha256;
}

async function findChangedBlocks(transfer: Transfer, { hashKey, partial, spec }: FileTransfer): Promise<number[]> {
  const { crcs, path } = partial;
  const job = { type: 'check', key: hashKey, path, sizeBytes: spec.sizeBytes, crcs } as const;
  return (await transfer.around.hasher.run(job)).bad;
}
