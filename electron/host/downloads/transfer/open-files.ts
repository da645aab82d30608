import { openSync, closeSync } from 'node:fs';
import { FileSource } from './file-source.ts';
import { PartialFile } from './partial-file.ts';
import { folderOf, marginOf, readDiskSpace, reserveFile } from './reserve-space.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { Transfer } from './transfer.ts';

/** Makes sure of the space and opens the partial files with what is in them. */
export async function openFiles(transfer: Transfer): Promise<FileTransfer[] | 'diskFull'> {
  const { specs } = transfer;
  const needed = await transfer.readUnallocatedBytes();
  const claimed = await transfer.around.readClaimedBytes(transfer.id);
  const { diskBytes, freeBytes } = await readDiskSpace(folderOf(specs));
  if (needed > 0 && needed + claimed + marginOf(diskBytes) > freeBytes) return 'diskFull';
  const files: FileTransfer[] = [];
  try {
    for (const [index, spec] of specs.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- the disk takes one after the other
      await reserveFile(spec);
      closeSync(openSync(spec.journalPath, 'a'));
      files.push({
        index,
        spec,
        verified: false,
        resolving: false,
        recheck: null,
        changedFrom: null,
        judging: false,
        partial: new PartialFile(spec, (error) => transfer.takeWritten(error)),
        source: new FileSource(spec),
        hashKey: `${transfer.id}/${index}`,
        suspects: new Set(),
      });
    }
    return files;
  } catch (error) {
    await Promise.all(files.map(({ partial }) => partial.close()));
    throw error;
  }
}
