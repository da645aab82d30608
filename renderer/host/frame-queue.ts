/** Collects events and hands them over together, at most once a frame. */
export class FrameQueue<Event> {
  #waiting: Event[] = [];
  #cancel: (() => void) | null = null;
  readonly #apply: (events: Event[]) => void;

  constructor(apply: (events: Event[]) => void) {
    this.#apply = apply;
  }

  push(event: Event): void {
    this.#waiting.push(event);
    this.#cancel ??= onNextFrame(() => {
      this.#cancel = null;
      const events = this.#waiting;
      this.#waiting = [];
      this.#apply(events);
    });
  }

  /** Forgets what has not been handed over. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting = [];
  }
}

/** A hidden page gets no frames, so a timer stands in for them. */
function onNextFrame(run: () => void): () => void {
  const frame = requestAnimationFrame(finish);
  const timer = setTimeout(finish, 250);
  function cancel(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }
  function finish(): void {
    cancel();
    run();
  }
  return cancel;
}
