interface RunControl<Item> {
  /** Something was taken, and is what the caller goes on with. */
  take(item: Item): void;
  /** No more than what is under way, or not even that. */
  stop(): void;
  /** Removes from the KV cache what was not taken, and gives the context back. */
  close(): void;
}

/** What is evaluated ahead of whoever takes its results, one after the other. */
export class EvaluationRun<Item> {
  readonly #control: RunControl<Item>;
  readonly #ended: Promise<void>;
  readonly #results: Item[] = [];
  #isOver = false;
  #isClosed = false;
  #failure: unknown = null;
  #onChange: (() => void) | null = null;

  /** `start`: hands over results as they come, and resolves when there are no more. */
  constructor(start: (onResult: (result: Item) => void) => Promise<void>, control: RunControl<Item>) {
    this.#control = control;
    this.#ended = this.#watch(start);
  }

  async #watch(start: (onResult: (result: Item) => void) => Promise<void>): Promise<void> {
    try {
      await start((result) => {
        this.#results.push(result);
        this.#onChange?.();
      });
    } catch (error) {
      this.#failure = error;
    }
    this.#isOver = true;
    this.#onChange?.();
  }

  /** Whether there are no further results: all were taken, and none is under way. */
  get isSpent(): boolean {
    return this.#isOver && this.#results.length === 0;
  }

  /** The next result; null when there is none any more, and the run is closed. Throws where llama.cpp failed. */
  async take(): Promise<Item | null> {
    while (this.#results.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
    const result = this.#isClosed ? undefined : this.#results.shift();
    if (result !== undefined) {
      this.#control.take(result);
      return result;
    }
    await this.close();
    if (this.#failure !== null) throw this.#failure;
    return null;
  }

  /** No more results than those that are there or under way. */
  finish(): void {
    if (!this.#isOver) this.#control.stop();
  }

  /** Once resolved, the sequence holds what was taken of it and no more. */
  async close(): Promise<void> {
    this.finish();
    await this.#ended;
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#control.close();
  }
}
