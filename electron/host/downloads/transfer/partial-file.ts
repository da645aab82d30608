import { closeSync, fsync, openSync, readSync, write, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { promisify } from 'node:util';
import type { TransferFile } from '../worker-protocol.ts';
import { giveBlockBuffer, takeBlockBuffer } from './block-buffers.ts';
import { blockBytes, BlockJournal, type BlockRecord } from './block-journal.ts';

const missing = 0;
const taken = 1;
const done = 2;

/** Adjacent blocks that one connection fetches: `next` is the one at work, `end` the first that is not its own. */
export interface Run {
  next: number;
  end: number;
}

/** A file that is being put together, block by block, in any order. */
export class PartialFile {
  readonly sizeBytes: number;
  readonly blockCount: number;
  /** CRC-32 of each block that is done. */
  readonly crcs: Uint32Array;
  doneBytes = 0;
  pendingWrites = 0;
  /** Blocks that were fetched again and came the same. */
  readonly compared = new Set<number>();
  readonly #path: string;
  readonly #file: number;
  readonly #journal: BlockJournal;
  readonly #states: Uint8Array;
  /** Bytes of blocks that were interrupted. */
  readonly #begun = new Map<number, { buffer: Buffer; filled: number }>();
  readonly #writes: { index: number; buffer: Buffer; sizeBytes: number }[] = [];
  readonly #onWritten: (error: NodeJS.ErrnoException | null) => void;
  #missing: number;
  #frontier = 0;
  #closed = false;
  #whenIdle: (() => void)[] = [];

  /** `onWritten` hears of each block that is on the disk, or of the error that kept it from there. */
  constructor(spec: TransferFile, onWritten: (error: NodeJS.ErrnoException | null) => void) {
    this.sizeBytes = spec.sizeBytes;
    this.blockCount = Math.ceil(spec.sizeBytes / blockBytes);
    this.crcs = new Uint32Array(this.blockCount);
    this.#states = new Uint8Array(this.blockCount);
    this.#missing = this.blockCount;
    this.#onWritten = onWritten;
    this.#path = spec.partialPath;
    this.#file = openSync(spec.partialPath, 'r+');
    const { journal, records } = BlockJournal.open(spec.journalPath);
    this.#journal = journal;
    for (const record of records) this.#restore(record);
  }

  get path(): string {
    return this.#path;
  }

  get complete(): boolean {
    return this.#missing === 0 && this.pendingWrites === 0;
  }

  get missingBlocks(): number {
    return this.#missing;
  }

  /** Bytes from the start without a gap. */
  get prefixBytes(): number {
    this.#advanceFrontier();
    return Math.min(this.#frontier * blockBytes, this.sizeBytes);
  }

  sizeOf(index: number): number {
    return Math.min(blockBytes, this.sizeBytes - index * blockBytes);
  }

  /** The first missing blocks, so that the beginning grows; null when none is free. */
  takeRun(maxBlocks: number): Run | null {
    this.#advanceFrontier();
    let first = this.#frontier;
    while (first < this.blockCount && this.#states[first] !== missing) first++;
    if (first === this.blockCount) return null;
    let end = first + 1;
    while (end < this.blockCount && end - first < maxBlocks && this.#isFresh(end)) end++;
    this.#states.fill(taken, first, end);
    return { next: first, end };
  }

  /** All missing blocks, for a connection that gets the whole file from its start. */
  takeAll(): Run | null {
    const first = this.#states.indexOf(missing);
    if (first < 0) return null;
    for (let index = first; index < this.blockCount; index++) {
      if (this.#states[index] === missing) this.#states[index] = taken;
    }
    return { next: first, end: this.blockCount };
  }

  /** The run's next block after the one at work; null at its end. */
  advance(run: Run): number | null {
    let next = run.next + 1;
    while (next < run.end && this.#states[next] !== taken) next++;
    run.next = next;
    return next < run.end ? next : null;
  }

  /** What is left of a run may be taken by others. */
  giveBack(run: Run): void {
    for (let index = run.next; index < run.end; index++) {
      if (this.#states[index] !== taken) continue;
      this.#states[index] = missing;
      this.#frontier = Math.min(this.#frontier, index);
    }
  }

  /** The end of a run becomes free for others. */
  shorten(run: Run, end: number): void {
    this.giveBack({ next: end, end: run.end });
    run.end = end;
  }

  /** A buffer for a block, with what came of it before. */
  beginBlock(index: number): { buffer: Buffer; filled: number } {
    const begun = this.#begun.get(index);
    this.#begun.delete(index);
    return begun ?? { buffer: takeBlockBuffer(), filled: 0 };
  }

  /** Keeps the bytes of a block that was interrupted, in memory for the next connection and on the disk for a crash. */
  keepBegun(index: number, buffer: Buffer, filled: number): void {
    if (filled === 0 || this.#closed || this.#states[index] === done) return giveBlockBuffer(buffer);
    this.#begun.set(index, { buffer, filled });
    const content = buffer.subarray(0, filled);
    try {
      writeFully(this.#file, content, index * blockBytes);
      this.#journal.append({ index, crc: crc32(content), sizeBytes: filled, compared: false });
    } catch {
      // A disk that refuses it will refuse the whole block, too, and then it is told.
    }
  }

  /** Takes a whole block over, to be written. */
  finishBlock(index: number, buffer: Buffer): void {
    this.#writes.push({ index, buffer, sizeBytes: this.sizeOf(index) });
    this.pendingWrites++;
    if (this.#writes.length === 1) this.#writeNext();
  }

  /** A block that turned out wrong is fetched again. */
  reject(index: number): void {
    if (this.#states[index] !== done) return;
    this.#states[index] = missing;
    this.#missing++;
    this.doneBytes -= this.sizeOf(index);
    this.#frontier = Math.min(this.#frontier, index);
  }

  /** Puts another version of a block in the place of the one on the disk. */
  replaceBlock(index: number, content: Buffer): void {
    writeFully(this.#file, content, index * blockBytes);
    this.crcs[index] = crc32(content);
    this.#journal.append({ index, crc: this.crcs[index]!, sizeBytes: content.length, compared: true });
  }

  /** Notes that a block came the same again, so that the search for wrong bytes need not begin anew after a crash. */
  noteCompared(index: number): void {
    this.compared.add(index);
    this.#journal.append({ index, crc: this.crcs[index]!, sizeBytes: this.sizeOf(index), compared: true });
  }

  async sync(): Promise<void> {
    await promisify(fsync)(this.#file);
  }

  /** Ends after the writes under way. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.pendingWrites > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    this.#journal.close();
    closeSync(this.#file);
  }

  #advanceFrontier(): void {
    while (this.#frontier < this.blockCount && this.#states[this.#frontier] === done) this.#frontier++;
  }

  /** Missing, and without bytes of its own that a run could only begin with. */
  #isFresh(index: number): boolean {
    return this.#states[index] === missing && !this.#begun.has(index);
  }

  #restore({ index, crc, sizeBytes, compared }: BlockRecord): void {
    if (index >= this.blockCount) return;
    if (sizeBytes === this.sizeOf(index)) {
      this.crcs[index] = crc;
      if (compared) this.compared.add(index);
      this.#markDone(index);
    } else if (sizeBytes < this.sizeOf(index)) {
      const buffer = takeBlockBuffer();
      const read = readSync(this.#file, buffer, 0, sizeBytes, index * blockBytes);
      if (read === sizeBytes && crc32(buffer.subarray(0, read)) === crc)
        this.#begun.set(index, { buffer, filled: read });
      else giveBlockBuffer(buffer);
    }
  }

  #markDone(index: number): void {
    if (this.#states[index] === done) return;
    this.#states[index] = done;
    this.#missing--;
    this.doneBytes += this.sizeOf(index);
  }

  /** One write at a time: more of them only contend for the file's lock in the kernel. */
  #writeNext(): void {
    const { buffer, index, sizeBytes } = this.#writes[0]!;
    const crc = crc32(buffer.subarray(0, sizeBytes));
    writeAll(this.#file, buffer.subarray(0, sizeBytes), index * blockBytes, (writeError) => {
      let error = writeError;
      try {
        if (!error) this.#journal.append({ index, crc, sizeBytes, compared: false });
      } catch (journalError) {
        error = journalError as NodeJS.ErrnoException;
      }
      if (error) {
        // The disk refused it, and pauses the download: one of few blocks, since the line waits for the disk.
        this.#states[index] = missing;
        this.#frontier = Math.min(this.#frontier, index);
      } else {
        this.crcs[index] = crc;
        this.#markDone(index);
      }
      giveBlockBuffer(buffer);
      this.#writes.shift();
      this.pendingWrites--;
      if (this.#writes.length) this.#writeNext();
      else for (const wake of this.#whenIdle.splice(0)) wake();
      this.#onWritten(error);
    });
  }
}

function writeAll(
  file: number,
  content: Buffer,
  position: number,
  callback: (error: NodeJS.ErrnoException | null) => void,
): void {
  write(file, content, 0, content.length, position, (error, written) => {
    if (error || written === content.length) return callback(error);
    if (written === 0) return callback(Object.assign(new Error('Nothing was written'), { code: 'ENOSPC' }));
    writeAll(file, content.subarray(written), position + written, callback);
  });
}

function writeFully(file: number, content: Buffer, position: number): void {
  for (let at = 0; at < content.length;) at += writeSync(file, content, at, content.length - at, position + at);
}
