/** One limit on the speed of all connections. What came too early is paid for by waiting. */
export class TokenBucket {
  readonly #now: () => number;
  #bytesPerSecond: number | null = null;
  #freeAt = 0;

  /** `now` is a clock in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  setRate(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.#freeAt = 0;
  }

  get limited(): boolean {
    return this.#bytesPerSecond !== null;
  }

  /** Counts what has come, and says for how many ms nothing more should be read. */
  take(bytes: number): number {
    if (this.#bytesPerSecond === null) return 0;
    const now = this.#now();
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes / this.#bytesPerSecond) * 1000;
    return this.#freeAt - now;
  }
}
