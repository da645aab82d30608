import type { RangeFetch } from './range-fetch.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Blocks that wait for the disk: above, nothing more is read. A full disk loses them. */
const maxPendingBlocks = 3;
const resumeAtBlocks = 1;
/** A wait that is not worth stopping a connection for. */
const minHoldMs = 4;

/** Keeps connections from being faster than the disk or than the speed limit. */
export class FlowControl {
  readonly #bucket: TokenBucket;
  readonly #fetches: () => Iterable<RangeFetch>;
  readonly #limited = new Map<RangeFetch, NodeJS.Timeout>();
  #diskBusy = false;

  constructor(bucket: TokenBucket, fetches: () => Iterable<RangeFetch>) {
    this.#bucket = bucket;
    this.#fetches = fetches;
  }

  get maxReadBytes(): number {
    return this.#bucket.limited ? 32_768 : Infinity;
  }

  /** Whether it is this side that lets a connection wait. */
  isHeld(fetch: RangeFetch): boolean {
    return this.#diskBusy || this.#limited.has(fetch);
  }

  /** Counts bytes that came. */
  take(fetch: RangeFetch, count: number): void {
    const waitMs = this.#bucket.take(count);
    if (this.#diskBusy) fetch.connection.pause();
    if (waitMs < minHoldMs || this.#limited.has(fetch)) return;
    fetch.connection.pause();
    const release = () => {
      this.#limited.delete(fetch);
      this.#resume(fetch);
    };
    // Not longer than a moment, so that a raised limit counts at once.
    this.#limited.set(fetch, setTimeout(release, Math.min(waitMs, 1000)));
  }

  /** Takes note of how many blocks wait for the disk. */
  takePending(blocks: number): void {
    if (!this.#diskBusy && blocks > maxPendingBlocks) {
      this.#diskBusy = true;
      for (const fetch of this.#fetches()) fetch.connection.pause();
    } else if (this.#diskBusy && blocks <= resumeAtBlocks) {
      this.#diskBusy = false;
      for (const fetch of this.#fetches()) this.#resume(fetch);
    }
  }

  close(): void {
    for (const timer of this.#limited.values()) clearTimeout(timer);
    this.#limited.clear();
  }

  #resume(fetch: RangeFetch): void {
    if (this.isHeld(fetch) || fetch.over) return;
    fetch.lastByteAt = performance.now();
    fetch.connection.resume();
  }
}
