import { giveBlockBuffer } from './block-buffers.ts';
import { blockBytes } from './block-journal.ts';
import { type AskedPart, type FetchFailure, judgeAnswer } from './judge-answer.ts';
import type { PartialFile, Run } from './partial-file.ts';
import { type AnswerHead, type AnswerReceiver, type RangeConnection, UnusualAnswer } from './range-connection.ts';

/** Bytes that are read only to get past them land here. */
const waste = Buffer.allocUnsafeSlow(65_536);

export interface FetchRequest {
  file: PartialFile;
  run: Run;
  url: URL;
  headers: Record<string, string>;
  etag: string | null;
  /** Take the whole file where the server gives no parts. */
  wholeAllowed: boolean;
  /** Fetch the blocks to compare them: without what came of them before, and without marking them done. */
  compare: boolean;
  /** The most to read at once, so that a slow limit does not come in jerks. */
  maxReadBytes: number;
}

export interface FetchEvents {
  onHead(etag: string | null, whole: boolean): void;
  onBytes(fetch: RangeFetch, count: number): void;
  /** A whole block; the buffer is the listener's. */
  onBlock(fetch: RangeFetch, index: number, buffer: Buffer): void;
  /** `failure` null: all blocks of the run came. What is left of the run was given back. */
  onDone(fetch: RangeFetch, failure: FetchFailure | null): void;
}

/** Fetches one run of blocks over one connection. */
export class RangeFetch implements AnswerReceiver {
  readonly request: FetchRequest;
  readonly connection: RangeConnection;
  readonly #events: FetchEvents;
  readonly #startedAt = performance.now();
  readonly #asked: AskedPart;
  /** Blocks that this connection has brought. */
  readonly blocks: number[] = [];
  receivedBytes = 0;
  lastByteAt = performance.now();
  #buffer: Buffer | null = null;
  #filled = 0;
  #position = 0;
  #over = false;
  #reusable = false;

  constructor(request: FetchRequest, connection: RangeConnection, events: FetchEvents) {
    this.request = request;
    this.connection = connection;
    this.#events = events;
    const { file, run } = request;
    this.#begin(run.next);
    const start = run.next * blockBytes + this.#filled;
    const end = Math.min(run.end * blockBytes, file.sizeBytes);
    this.#asked = {
      start,
      end,
      fileBytes: file.sizeBytes,
      etag: request.etag,
      wholeAllowed: request.wholeAllowed || (start === 0 && end === file.sizeBytes),
    };
  }

  start(): void {
    const { headers, etag, url } = this.request;
    // A weak ETag is not allowed in If-Range; it is compared with the answer's.
    const condition = etag !== null && !etag.startsWith('W/') ? { 'if-range': etag } : {};
    const range = `bytes=${this.#asked.start}-${this.#asked.end - 1}`;
    this.connection.get(url, { ...headers, 'accept-encoding': 'identity', range, ...condition }, this);
  }

  get over(): boolean {
    return this.#over;
  }

  /** Whether the connection may take another request. */
  get reusable(): boolean {
    return this.#reusable;
  }

  get bytesPerSecond(): number {
    return this.receivedBytes / Math.max(0.001, (performance.now() - this.#startedAt) / 1000);
  }

  get ageMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Bytes of the block at work. */
  get unfinishedBytes(): number {
    return this.#buffer ? this.#filled : 0;
  }

  /** Bytes until the end of the run. */
  get bytesLeft(): number {
    const { run, file } = this.request;
    return Math.max(0, Math.min(run.end * blockBytes, file.sizeBytes) - run.next * blockBytes - this.#filled);
  }

  /** Ends it from outside. */
  drop(failure: FetchFailure): void {
    this.connection.destroy();
    this.#finish(failure);
  }

  onHead(head: AnswerHead): boolean {
    const verdict = judgeAnswer(head, this.#asked, Date.now());
    if ('failure' in verdict) {
      this.#finish(verdict.failure);
      return false;
    }
    this.lastByteAt = performance.now();
    this.#position = verdict.accepted.start;
    this.#events.onHead(verdict.etag, head.status === 200);
    return !this.#over;
  }

  target(): Buffer {
    const skip = this.#wanted() - this.#position;
    if (skip > 0) return skip < waste.length ? waste.subarray(0, skip) : waste;
    const { file, maxReadBytes, run } = this.request;
    return this.#buffer!.subarray(this.#filled, Math.min(file.sizeOf(run.next), this.#filled + maxReadBytes));
  }

  onBytes(count: number): boolean {
    this.lastByteAt = performance.now();
    this.receivedBytes += count;
    const skipping = this.#position < this.#wanted();
    this.#position += count;
    if (!skipping) this.#take(count);
    // The listener may have dropped this fetch.
    if (!this.#over) this.#events.onBytes(this, count);
    return !this.#over || this.#reusable;
  }

  onEnd(): void {
    // A body that ended as it was announced, or one that was cut short without saying so.
    if (!this.#over) this.#finish({ kind: 'network', code: 'short' });
    else this.#events.onDone(this, null);
  }

  onError(error: Error): void {
    if (this.#over) return;
    if (error instanceof UnusualAnswer) this.#finish({ kind: 'unusual' });
    else this.#finish({ kind: 'network', code: (error as NodeJS.ErrnoException).code ?? null });
  }

  #wanted(): number {
    return this.request.run.next * blockBytes + this.#filled;
  }

  #begin(index: number): void {
    const begun = this.request.file.beginBlock(index);
    this.#buffer = begun.buffer;
    this.#filled = this.request.compare ? 0 : begun.filled;
  }

  #take(count: number): void {
    const { file, run } = this.request;
    this.#filled += count;
    if (this.#filled < file.sizeOf(run.next)) return;
    const [index, buffer] = [run.next, this.#buffer!];
    this.#buffer = null;
    this.#filled = 0;
    this.blocks.push(index);
    const next = this.#advance();
    this.#events.onBlock(this, index, buffer);
    if (this.#over) return;
    if (next !== null) this.#begin(next);
    else this.#complete();
  }

  #advance(): number | null {
    const { compare, file, run } = this.request;
    if (!compare) return file.advance(run);
    run.next++;
    return run.next < run.end ? run.next : null;
  }

  /** All blocks are there. At the end of the answer the connection is free; before it, it is dropped. */
  #complete(): void {
    this.#over = true;
    this.#reusable = this.#position === this.#asked.end;
    if (this.#reusable) return;
    this.connection.destroy();
    this.#events.onDone(this, null);
  }

  #finish(failure: FetchFailure): void {
    if (this.#over) return;
    this.#over = true;
    const { compare, file, run } = this.request;
    if (this.#buffer) {
      if (compare) giveBlockBuffer(this.#buffer);
      else file.keepBegun(run.next, this.#buffer, this.#filled);
      this.#buffer = null;
    }
    if (!compare) file.giveBack(run);
    this.#events.onDone(this, failure);
  }
}
