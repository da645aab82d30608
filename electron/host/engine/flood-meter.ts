/** Counts what a process sends within a second. */
export class FloodMeter {
  readonly #mostPerSecond: number;
  #since = 0;
  #amount = 0;

  constructor(mostPerSecond: number) {
    this.#mostPerSecond = mostPerSecond;
  }

  /** Adds to what came this second. True once that is more than there may be. */
  add(amount: number, now = performance.now()): boolean {
    if (now - this.#since > 1000) {
      this.#since = now;
      this.#amount = 0;
    }
    this.#amount += amount;
    return this.#amount > this.#mostPerSecond;
  }
}
