import type { HostContext } from '../host-context.ts';

/** Takes a model that nobody has used for the time set out of memory. The next reply loads it again. */
export class IdleUnload {
  readonly #context: HostContext;
  #timer: NodeJS.Timeout | null = null;
  #loadedAt = 0;

  constructor(context: HostContext) {
    this.#context = context;
  }

  /** Counts anew from now on. Called when a model was loaded, and when the time was changed. */
  arm(): void {
    const { loader, settings } = this.#context;
    this.disarm();
    const minutes = settings.current.idleUnloadMinutes;
    if (minutes === null || loader.state.status !== 'loaded') return;
    this.#loadedAt = performance.now();
    this.#wait(minutes * 60_000);
  }

  disarm(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(idleMs: number, afterMs = idleMs): void {
    this.#timer = setTimeout(() => this.#check(idleMs), Math.max(1, afterMs));
    this.#timer.unref();
  }

  #check(idleMs: number): void {
    const { loader, log, replies } = this.#context;
    const idleForMs = performance.now() - Math.max(replies.lastActiveAt, this.#loadedAt);
    if (replies.anyRunning || idleForMs < idleMs) return this.#wait(idleMs, idleMs - idleForMs);
    log.info({ component: 'library', event: 'unloadedIdle' });
    loader.unload({ idle: true }).catch(() => {
      // The engine died: nothing is in memory then, either.
    });
  }
}
