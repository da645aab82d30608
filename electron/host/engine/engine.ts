import type { EngineState } from '../../contract/engine-state.ts';
import type { Passage } from '../../../models/quality/quality-text.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type {
  EngineMessage,
  EngineReport,
  GenerateOptions,
  GenerateResult,
  LoadOptions,
  PerplexityResult,
  ReplyPriority,
  TuneResult,
} from './engine-protocol.ts';

/** What a generation reports while it runs, in order. */
export type GenerationEvent = Extract<EngineMessage, { type: 'prefill' | 'deltas' | 'contextShifted' }>;

/** What is being done, in a few words, and how much of all of it has been done, from 0 to 1. */
export type JobListener = (step: string, progress: number) => void;

/** A reply in the making. `done` rejects with an AppError; abort makes it resolve with `aborted`. */
export interface Generation {
  readonly done: Promise<GenerateResult>;
  abort(): void;
  /** Changes how much of the model's time it gets beside others. */
  prioritize(priority: ReplyPriority): void;
}

/**
 * The engine as the host sees it: one supervised process. Every call on a process that is gone rejects at once with
 * `engineDied`, every call while none can be had with `engineUnavailable`. A restart gives a new process without a
 * model: the caller loads again. Nothing is retried silently.
 */
export interface Engine {
  readonly state: EngineState;
  /** Called after each change of `state`, until the returned function is called. */
  onState(listener: (state: EngineState) => void): () => void;
  /**
   * Sees that the process has opened no other device than this: once its replies have ended, another one takes its
   * place otherwise. That is no death.
   */
  useDevice(device: LoadOptions['device']): Promise<void>;
  /** Loads a model in place of the one in memory. */
  load(options: LoadOptions, onProgress: (progress: number) => void): Promise<LoadedModel>;
  unload(): Promise<void>;
  generate(options: GenerateOptions, onEvent: (event: GenerationEvent) => void): Generation;
  disposeSession(sessionId: string): Promise<void>;
  report(): Promise<EngineReport>;
  /**
   * Ends with `aborted` when the signal does. No model is in memory afterwards. While it runs, the step is the label of
   * the trial; `avoidedTrials` are those that ended the process before.
   */
  tune(
    options: LoadOptions,
    avoidedTrials: string[],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<TuneResult>;
  measurePerplexity(
    options: LoadOptions,
    documents: Passage[][],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<PerplexityResult>;
  /** Ends the present process, if any, closes the breaker and starts a new one. */
  restart(): Promise<void>;
  /** Asks the process to leave, and kills it after the stop budget. */
  stop(): Promise<void>;
}
