import type { EngineReport, GenerateOptions, GenerateResult, LoadOptions } from '../host/engine/engine-protocol.ts';
import type { Channel } from '../../models/conversation/conversation.ts';
import type { LoadedModel } from '../contract/models-state.ts';

/** What a generation tells while it runs, in order. */
export interface GenerationListener {
  onPrefill(doneTokens: number, totalTokens: number): void;
  /** Text as the model produced it, with the tokens it is made of. */
  onText(channel: Channel, text: string, tokens: number): void;
  onContextShift(): void;
}

/**
 * One inference library behind the engine protocol. Calls come one at a time, but `report` at any time. Expected
 * failures are AppErrors; anything else ends the process, since its native state is then unknown.
 */
export interface Runtime {
  /** Replaces the model in memory. After a failure none is loaded. */
  load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel>;
  unload(): Promise<void>;
  generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult>;
  /** Once resolved, no KV cell, token or text of the session is left. */
  disposeSession(sessionId: string): Promise<void>;
  report(): Promise<EngineReport>;
}
