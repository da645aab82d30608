import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Bytes of a block: what a connection may lose when the process is killed. */
export const blockBytes = 1 << 19;

const recordBytes = 16;
/** Tells a record of this format from anything else that might lie there. */
const checkSeed = 0x434e_4231;

/** Marks a block that was fetched again and was the same, in the field of its size. */
const comparedFlag = 0x8000_0000;

/** A block on the disk: `sizeBytes` is less than the block's for one that was interrupted. */
export interface BlockRecord {
  index: number;
  crc: number;
  sizeBytes: number;
  /** Whether it was fetched again, to look for wrong bytes, and came the same. */
  compared: boolean;
}

/**
 * Which blocks of a partial file are on the disk, with the CRC-32 of each: a file of 16-byte records, only ever
 * appended to. A later record of a block replaces an earlier one; a record that was cut short counts as absent.
 */
export class BlockJournal {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  static open(path: string): { journal: BlockJournal; records: BlockRecord[] } {
    const file = openSync(path, 'a+');
    const content = readFileSync(path);
    const whole = content.length - (content.length % recordBytes);
    // What follows half a record would never be read.
    if (whole !== content.length) ftruncateSync(file, whole);
    return { journal: new BlockJournal(file), records: readRecords(content.subarray(0, whole)) };
  }

  append({ index, crc, sizeBytes, compared }: BlockRecord): void {
    const record = Buffer.allocUnsafe(recordBytes);
    record.writeUInt32LE(index, 0);
    record.writeUInt32LE(crc, 4);
    record.writeUInt32LE(compared ? (sizeBytes | comparedFlag) >>> 0 : sizeBytes, 8);
    record.writeUInt32LE(crc32(record.subarray(0, 12), checkSeed), 12);
    if (writeSync(this.#file, record) !== recordBytes) {
      throw Object.assign(new Error('The journal could not be written'), { code: 'ENOSPC' });
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

function readRecords(content: Buffer): BlockRecord[] {
  const records = new Map<number, BlockRecord>();
  for (let at = 0; at < content.length; at += recordBytes) {
    const record = content.subarray(at, at + recordBytes);
    if (crc32(record.subarray(0, 12), checkSeed) !== record.readUInt32LE(12)) continue;
    const index = record.readUInt32LE(0);
    const size = record.readUInt32LE(8);
    const compared = size >= comparedFlag;
    records.set(index, { index, crc: record.readUInt32LE(4), sizeBytes: size % comparedFlag, compared });
  }
  return [...records.values()];
}
