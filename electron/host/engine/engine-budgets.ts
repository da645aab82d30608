/** How long the supervisor waits for what, ms where not said otherwise. Tests shorten them. */
export interface EngineBudgets {
  /** From starting a process to its `ready`. */
  startMs: number;
  /** From `stop` to the end of the process; then it is killed. */
  stopMs: number;
  /** Between two pings of a process that has work. */
  pingMs: number;
  /** Pings in a row without any message before a busy process counts as hung. Ticks, so that sleep never counts. */
  missedPings: number;
  /** The same without any progress: an event loop that answers says nothing of a native call that never returns. */
  stalledPings: number;
  /** Pause before the first restart, the second, and so on. */
  restartDelaysMs: readonly number[];
  /** Deaths in a row after which nothing starts until it is asked for. */
  maxDeaths: number;
  /** A process that lives so long after loading a model has proven itself, also without a reply. */
  provenMs: number;
  /** Standard error a second beyond which a process is flooding, bytes. */
  floodBytesPerSecond: number;
  /** Text of replies a second beyond which it is flooding, too; a message counts as fifty characters more. */
  floodCharactersPerSecond: number;
}

/** The engine's event loop rests at most for seconds (choosing a template, fitting layers), so 30 s is a hang. */
export const defaultBudgets: EngineBudgets = {
  startMs: 15_000,
  stopMs: 3_000,
  pingMs: 2_000,
  missedPings: 15,
  // Ten minutes: a GPU driver that compiles its kernels for the first time is silent for some.
  stalledPings: 300,
  restartDelaysMs: [250, 1_000],
  maxDeaths: 3,
  provenMs: 30_000,
  floodBytesPerSecond: 16_000_000,
  // Many times what the fastest models write, also after a pause, and no more than a page can show.
  floodCharactersPerSecond: 200_000,
};
