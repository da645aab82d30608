const firstMs = 250;
const capMs = 60_000;

/** When to try again: exponentially later with each failure in a row, with jitter so that clients do not line up. */
export class RetryClock {
  readonly #random: () => number;
  #failures = 0;
  #retryAt = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Ms since 1970. */
  get retryAt(): number {
    return this.#retryAt;
  }

  /** `waitMs` is what the server asked for. */
  fail(now: number, waitMs: number | null): void {
    // Connections that fail together are one failure.
    if (now >= this.#retryAt) {
      this.#failures++;
      const ceilingMs = Math.min(capMs, firstMs * 2 ** Math.min(this.#failures - 1, 10));
      this.#retryAt = now + ceilingMs * (0.5 + this.#random() / 2);
    }
    if (waitMs !== null) this.#retryAt = Math.max(this.#retryAt, now + waitMs);
  }

  succeed(): void {
    this.#failures = 0;
  }

  /** Forgets everything: the next try is now. */
  clear(): void {
    this.#failures = 0;
    this.#retryAt = 0;
  }
}
