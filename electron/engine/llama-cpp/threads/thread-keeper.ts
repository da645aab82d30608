import type { LlamaModel } from 'node-llama-cpp';
import type { GenerateResult } from '../../../host/engine/engine-protocol.ts';
import { measureThreads } from './measure-threads.ts';

/** Fewer tokens say little of the speed. */
const minTokens = 16;
/** A reply so much slower than the fastest means that something else has taken the cores. */
const slowRatio = 0.5;
/** After so many replies with fewer threads than before, the cores may be free again. */
const repliesUntilRetry = 8;

/**
 * Keeps the number of threads right while a model is in memory: when replies become much slower, it is measured again
 * between two of them. A thread that waits for a core that another program has taken holds up all the others.
 */
export class ThreadKeeper {
  readonly #model: LlamaModel;
  readonly #measure: typeof measureThreads;
  /** Null where the user has chosen it, or it makes no difference. */
  #threads: number | null;
  #most: number;
  #fastest = 0;
  #repliesSince = 0;
  #isMeasured: boolean;
  #running = 0;
  #measuring: Promise<void> | null = null;

  /** `threads`: as they were measured; null where they are to be left alone. */
  constructor(model: LlamaModel, threads: number | null, isMeasured: boolean, measure = measureThreads) {
    this.#model = model;
    this.#threads = threads;
    this.#most = threads ?? 0;
    this.#isMeasured = isMeasured;
    this.#measure = measure;
  }

  /** Resolves when no measurement is under way. */
  async settled(): Promise<void> {
    await this.#measuring;
  }

  /** Runs a reply, and measures again after it where that may help and no other runs. */
  async watch(reply: () => Promise<GenerateResult>): Promise<GenerateResult> {
    await this.#measuring;
    this.#running++;
    let isAlone = this.#running === 1;
    try {
      const result = await reply();
      isAlone &&= this.#running === 1;
      if (isAlone) this.#note(result);
      return result;
    } finally {
      this.#running--;
    }
  }

  #note({ answerTokens, reasoningTokens, decodeMs }: GenerateResult): void {
    const tokens = answerTokens + reasoningTokens;
    if (this.#threads === null || tokens < minTokens || decodeMs <= 0) return;
    const speed = tokens / decodeMs;
    this.#fastest = Math.max(this.#fastest, speed);
    this.#repliesSince++;
    const isSlow = this.#threads > 1 && speed < this.#fastest * slowRatio;
    const mayBeFree = this.#threads < this.#most && this.#repliesSince >= repliesUntilRetry;
    if (isSlow || mayBeFree || !this.#isMeasured) this.#measuring ??= this.#remeasure();
  }

  async #remeasure(): Promise<void> {
    try {
      const threads = await this.#measure(this.#model);
      this.#isMeasured = true;
      this.#repliesSince = 0;
      if (threads === null || threads === this.#threads) return;
      this.#threads = threads;
      this.#most = Math.max(this.#most, threads);
      this.#fastest = 0;
    } finally {
      this.#measuring = null;
    }
  }
}
