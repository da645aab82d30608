import type { StorageHealth } from './storage-health.ts';

interface Write {
  run: () => void;
  onSaved: () => void;
}

const retryMs = 2_000;

/** Writes that must reach the disk sooner or later: what a full disk refuses is tried again until it is taken. */
export class RetryingWrites {
  readonly #health: StorageHealth;
  #refused: Write[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(health: StorageHealth) {
    this.#health = health;
  }

  /** Tries at once; `onSaved` is called when it has succeeded, which may be before this returns. */
  write(run: () => void, onSaved: () => void): void {
    this.#refused.push({ run, onSaved });
    this.retry();
  }

  /** Tries everything that was refused, in its order. */
  retry(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (let next: Write | undefined; (next = this.#refused[0]);) {
      if (!this.#health.attempt(next.run)) {
        this.#timer = setTimeout(() => this.retry(), retryMs);
        return;
      }
      this.#refused.shift();
      next.onSaved();
    }
  }

  /** Tries a last time. */
  close(): void {
    this.retry();
    if (this.#timer) clearTimeout(this.#timer);
  }
}
