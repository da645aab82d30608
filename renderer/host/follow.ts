const firstPauseMs = 200;
const longestPauseMs = 5_000;

/**
 * Consumes a watched procedure until the signal aborts, and subscribes again whenever the stream ends or fails.
 * `onError` may return false to give up.
 */
export async function follow<Event>(options: {
  subscribe(signal: AbortSignal): Promise<AsyncIterable<Event>>;
  onEvent(event: Event): void;
  onError(error: unknown): boolean;
  signal: AbortSignal;
}): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!options.signal.aborted) {
    try {
      for await (const event of await options.subscribe(options.signal)) {
        if (options.signal.aborted) return;
        pauseMs = firstPauseMs;
        options.onEvent(event);
      }
    } catch (error) {
      if (options.signal.aborted || !options.onError(error)) return;
    }
    await pause(pauseMs, options.signal);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
