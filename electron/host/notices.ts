import type { Notice } from '../contract/app-state.ts';

/** What the user should know that belongs to no conversation, one notice a key. */
export class Notices {
  readonly #notices = new Map<string, Notice>();
  #listener: () => void = () => {};

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  list(): Notice[] {
    return [...this.#notices.values()];
  }

  set(notice: Notice): void {
    const current = this.#notices.get(notice.key);
    if (current?.message === notice.message && current.severity === notice.severity) return;
    this.#notices.set(notice.key, notice);
    this.#listener();
  }

  remove(key: string): void {
    if (this.#notices.delete(key)) this.#listener();
  }
}
