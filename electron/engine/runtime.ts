import type {
  EngineReport,
  GenerateOptions,
  GenerateResult,
  LoadOptions,
  PerplexityResult,
  ReplyPriority,
  TuneResult,
} from '../host/engine/engine-protocol.ts';
import type { Channel } from '../../models/conversation/conversation.ts';
import type { Passage } from '../../models/quality/quality-text.ts';
import type { LoadedModel } from '../contract/models-state.ts';

/** What a generation tells while it runs, in order. */
export interface GenerationListener {
  onPrefill(doneTokens: number, totalTokens: number): void;
  /** Text as the model produced it, with the tokens it is made of. */
  onText(channel: Channel, text: string, tokens: number): void;
  onContextShift(): void;
}

/** What is being done, in a few words, and how much of all of it has been done, from 0 to 1. */
export type JobListener = (step: string, progress: number) => void;

/**
 * One inference library behind the engine protocol. Up to `parallelChats` generations come at a time, each of its own
 * session, and `disposeSession` beside those of others; `load` and `unload` come alone, `report` at any time. Expected
 * failures are AppErrors; anything else ends the process, since its native state is then unknown.
 */
export interface Runtime {
  /** How many generations may run at a time; 1 without a model. */
  readonly parallelChats: number;
  /** Replaces the model in memory. After a failure none is loaded. */
  load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel>;
  unload(): Promise<void>;
  generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult>;
  /** Changes the share of a session's running generation. */
  prioritize(sessionId: string, priority: ReplyPriority): void;
  /** Once resolved, no KV cell, state file, token or text of the session is left. Its generation has ended before. */
  disposeSession(sessionId: string): Promise<void>;
  report(): Promise<EngineReport>;
  /**
   * Tries ways to run a model, for about a minute. It comes alone; none is loaded afterwards. The step told is the label
   * of the trial, so that whoever hears of the end of the process knows which one to avoid.
   */
  tune(
    options: LoadOptions,
    avoidedTrials: readonly string[],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<TuneResult>;
  /** Perplexity of a model on a text. It comes alone; none is loaded afterwards. */
  measurePerplexity(
    options: LoadOptions,
    documents: readonly Passage[][],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<PerplexityResult>;
}
