/** How far the reading of a prompt has come, as a page shows it. */
export interface PrefillShown {
  doneTokens: number;
  totalTokens: number;
  /** Null until the speed is known. */
  secondsLeft: number | null;
}

/** What is read at once needs no figures. */
const minShownTokens = 256;
const minPauseMs = 250;

/** Turns the engine's reports on a prompt into few and steady figures. */
export class PrefillProgress {
  #startedAt: number | null = null;
  #shownAt = -Infinity;

  /** What to show now, or null where nothing new is worth showing. */
  advance(doneTokens: number, totalTokens: number, now = performance.now()): PrefillShown | null {
    this.#startedAt ??= now;
    if (totalTokens < minShownTokens || now - this.#shownAt < minPauseMs) return null;
    this.#shownAt = now;
    const msPerToken = doneTokens > 0 ? (now - this.#startedAt) / doneTokens : null;
    const secondsLeft = msPerToken === null ? null : ((totalTokens - doneTokens) * msPerToken) / 1000;
    return { doneTokens, totalTokens, secondsLeft };
  }
}
