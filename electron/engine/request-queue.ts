/** Runs work one piece at a time, in the order it came: there is one model and one set of cores. */
export class RequestQueue {
  readonly #waiting: Array<() => Promise<void>> = [];
  #running = false;

  /** Waits its turn and runs. Aborted while it waits, it never starts, and `onCancelled` gives or throws its outcome. */
  run<Result>(signal: AbortSignal, work: () => Promise<Result>, onCancelled: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', cancel);
        return work().then(resolve, reject);
      };
      const cancel = () => {
        const index = this.#waiting.indexOf(start);
        if (index >= 0) this.#waiting.splice(index, 1);
        try {
          resolve(onCancelled());
        } catch (error) {
          reject(error as Error);
        }
      };
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(start);
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let start = this.#waiting.shift(); start; start = this.#waiting.shift()) await start();
    this.#running = false;
  }
}
