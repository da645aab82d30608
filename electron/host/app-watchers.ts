import type { AppEvent } from '../contract/app-state.ts';

/** Tells every watcher what changed. Of the changes a slow watcher has not taken yet, it gets the latest of each. */
export class AppWatchers {
  readonly #watchers = new Set<AppWatcher>();

  publish(event: AppEvent): void {
    for (const watcher of this.#watchers) watcher.push(event);
  }

  /** Yields the state that `read` gives, then every change until the signal aborts. */
  async *watch(read: () => AppEvent[], signal: AbortSignal | undefined): AsyncGenerator<AppEvent, void> {
    const watcher = new AppWatcher(read());
    this.#watchers.add(watcher);
    const stop = () => watcher.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* watcher.events();
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#watchers.delete(watcher);
    }
  }

  /** Ends every watch. */
  close(): void {
    for (const watcher of this.#watchers) watcher.stop();
  }
}

class AppWatcher {
  readonly #pending = new Map<string, AppEvent>();
  #wake: () => void = () => {};
  #stopped = false;

  constructor(initial: AppEvent[]) {
    for (const event of initial) this.push(event);
  }

  push(event: AppEvent): void {
    const key = keyOf(event);
    // Delete first: a changed conversation must come after the deletion or list that came before it.
    this.#pending.delete(key);
    this.#pending.set(key, event);
    this.#wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async *events(): AsyncGenerator<AppEvent, void> {
    while (!this.#stopped) {
      const next = this.#pending.entries().next();
      if (next.done) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const [key, event] = next.value;
      this.#pending.delete(key);
      yield event;
    }
  }
}

/** Events with the same key replace each other; changes and deletion of one conversation do. */
function keyOf(event: AppEvent): string {
  if (event.type === 'conversationChanged') return `conversation ${event.conversation.id}`;
  if (event.type === 'conversationDeleted') return `conversation ${event.conversationId}`;
  return event.type;
}
