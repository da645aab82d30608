/**
 * `shared` work runs beside other shared work, `session` work beside anything but its own session, `alone` work beside
 * nothing, and a `job` beside `session` work alone: it takes long, and none of its own. Work of one session never
 * overlaps.
 */
export type RequestKind =
  | { kind: 'shared'; sessionId: string }
  | { kind: 'session'; sessionId: string }
  | { kind: 'alone' }
  | { kind: 'job' };

interface Waiting {
  readonly request: RequestKind;
  readonly start: () => Promise<void>;
}

/** Starts requests in the order they came, as many at a time as the model in memory can take. */
export class RequestQueue {
  readonly #limit: () => number;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<RequestKind>();

  /** `limit`: how many pieces of shared work may run now. */
  constructor(limit: () => number) {
    this.#limit = limit;
  }

  /** Waits its turn and runs. Aborted while it waits, it never starts, and `onCancelled` gives or throws its outcome. */
  run<Result>(
    request: RequestKind,
    signal: AbortSignal,
    work: () => Promise<Result>,
    onCancelled: () => Result,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const start = () => {
        signal.removeEventListener('abort', cancel);
        return work().then(resolve, reject);
      };
      const entry: Waiting = { request, start };
      const cancel = () => {
        const index = this.#waiting.indexOf(entry);
        if (index >= 0) this.#waiting.splice(index, 1);
        try {
          resolve(onCancelled());
        } catch (error) {
          reject(error as Error);
        }
        // What waited behind it may be free to start.
        this.#drain();
      };
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(entry);
      this.#drain();
    });
  }

  #drain(): void {
    const passed: RequestKind[] = [];
    for (let index = 0; index < this.#waiting.length;) {
      const entry = this.#waiting[index]!;
      if (this.#mayStart(entry.request, passed)) {
        this.#waiting.splice(index, 1);
        void this.#start(entry);
        continue;
      }
      // Nothing overtakes a load: it would wait for ever behind replies that keep coming.
      if (isExclusive(entry.request)) return;
      passed.push(entry.request);
      index++;
    }
  }

  #mayStart(request: RequestKind, passed: readonly RequestKind[]): boolean {
    const running = [...this.#running];
    if (isExclusive(request)) return running.length === 0 && passed.length === 0;
    if (running.some(({ kind }) => kind === 'alone')) return false;
    const { sessionId } = request;
    const isSame = (other: RequestKind) => !isExclusive(other) && other.sessionId === sessionId;
    if (running.some(isSame) || passed.some(isSame)) return false;
    if (request.kind === 'session') return true;
    if (running.some(({ kind }) => kind === 'job')) return false;
    return running.filter(({ kind }) => kind === 'shared').length < this.#limit();
  }

  async #start({ request, start }: Waiting): Promise<void> {
    this.#running.add(request);
    await start();
    this.#running.delete(request);
    this.#drain();
  }
}

function isExclusive(request: RequestKind): request is Extract<RequestKind, { kind: 'alone' | 'job' }> {
  return request.kind === 'alone' || request.kind === 'job';
}
