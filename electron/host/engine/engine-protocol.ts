import type { AppErrorCode, AppErrorData } from '../../../models/app-error.ts';
import type { Delta } from '../../../models/conversation/conversation.ts';
import type { SpeculationStats } from '../../../models/conversation/conversation.ts';
import type { KvCacheType, MachineMemory } from '../../../models/gguf/fit.ts';
import type { WindowLoss } from '../../../models/quality/perplexity.ts';
import type { Passage } from '../../../models/quality/quality-text.ts';
import type { RunOptions } from '../../../models/run-options.ts';
import type { Sampling, Settings } from '../../../models/settings.ts';
import type { ComputeDevice } from '../../contract/engine-state.ts';
import type { LoadedModel } from '../../contract/models-state.ts';

/**
 * The messages between host and engine process. Both ends are built from this one file and ship together, so types
 * are enough; every message is structured-clonable. One request id has any number of progress messages and exactly
 * one end: `loaded`, `report`, `done`, `finished` or `failed`. Generations of different sessions run side by side, up
 * to `parallelChats` of the model in memory; `load` and `unload` wait for them, and later ones for it.
 */

export interface LoadOptions {
  modelPath: string;
  /** As in the settings. A device of another backend, or another one of the same, needs another process. */
  device: Settings['device'];
  /** `auto`: as a short measurement says. The library's own default is harmful on few cores. */
  threads: number | 'auto';
  /** Whether a tune chose `threads`: prompts are then read with as many as prove best for them. */
  threadsTuned?: boolean;
  contextSize: number | 'auto';
  /** Tokens that `auto` aims at where a conversation needs more than usual. */
  autoContextSize?: number;
  /** Null leaves it to the planner. */
  gpuLayers: number | null;
  expertLayersOnCpu: number | null;
  /** Whether a tune chose `expertLayersOnCpu`: it holds only where the planner finds room for it. */
  expertsTuned?: boolean;
  expertsPerToken: number | null;
  kvCacheType: KvCacheType | null;
  flashAttention: boolean | null;
  batchSize: number | null;
  speculation: RunOptions['speculation'];
  /** The GGUF file of the draft model; null for none. */
  draftModelPath: string | null;
  /** What earlier loads here taught of the memory that models take; none if left out. */
  memoryCorrection?: { ratio: number; loads: number } | null;
  /** Where KV states of conversations are kept while others use their place; null keeps none. */
  stateFolder: string | null;
}

/** `view`: somebody looks at the chat, so that it goes first; `background`: nobody does. */
export type ReplyPriority = 'view' | 'background';

/** A turn that was said before. Earlier reasoning is left out: models are trained without it. */
export interface HistoryTurn {
  role: 'user' | 'assistant';
  text: string;
  /** Stays when older turns have to leave the context. */
  pinned?: boolean;
}

export interface GenerateOptions {
  /** One conversation, one session; the engine keeps its KV state for the next turn as long as it can. */
  sessionId: string;
  systemPrompt: string;
  /** Oldest first, without the prompt. The host is the one source of truth; KV state is only a cache of it. */
  history: HistoryTurn[];
  prompt: string;
  sampling: Sampling;
  priority: ReplyPriority;
  contextPolicy: Settings['contextPolicy'];
  /**
   * The host would load a longer context: a conversation that needs one fails with `contextFull` and its
   * `neededTokens`, before anything of it leaves the model's sight.
   */
  mayGrow?: boolean;
}

export interface GenerateResult {
  /** `contextFull`: nothing may leave the context, and there was no room for more. */
  stopReason: 'endOfReply' | 'maxTokens' | 'contextFull' | 'aborted';
  promptTokens: number;
  answerTokens: number;
  reasoningTokens: number;
  /** From the engine's receipt of the request to its first token, ms. */
  firstTokenMs: number;
  /** From the first token to the last, ms. */
  decodeMs: number;
  /** The time between two tokens that 95 of 100 stay below, ms; null for fewer than two tokens. */
  tokenGapMs: number | null;
  contextShifted: boolean;
  droppedMessages: number;
  reusedTokens: number;
  seed: number | null;
  speculation: SpeculationStats | null;
  context: { usedTokens: number; size: number };
}

/** What a tune found best, and all it tried. Speeds are tokens a second. */
export interface TuneResult {
  chosen: Pick<
    RunOptions,
    'threads' | 'batchSize' | 'flashAttention' | 'kvCacheType' | 'speculation' | 'expertLayersOnCpu'
  >;
  before: { prefill: number; decode: number };
  after: { prefill: number; decode: number };
  trials: { label: string; prefill: number | null; decode: number | null }[];
}

/** Perplexity: the exponential of the mean negative log-likelihood of each token after the ones before it. */
export interface PerplexityResult {
  perplexity: number;
  tokens: number;
  /** What it is made of, in the order of the text: two levels are compared on the windows that both have read. */
  windows: WindowLoss[];
}

export interface EngineReport {
  /** `CPU`, or the GPU's name with its backend. */
  device: string;
  /** Why a GPU that is present is not used; null when there is nothing to say. */
  deviceProblem: string | null;
  devices: ComputeDevice[];
  /** The inference library and its llama.cpp. */
  runtime: string;
  /** Whether routed experts can stay in system memory while their layer is on the GPU. */
  expertsApart: boolean;
  memoryBytes: number;
  videoMemory: { usedBytes: number; totalBytes: number } | null;
  /** What the GPU has left, whether it is used or not; null without one. */
  freeVideoMemory: MachineMemory['video'];
  /** What unloading the model would give back of what counts as taken. */
  heldByModel: { systemBytes: number; videoBytes: number };
}

export interface EngineFailure {
  code: AppErrorCode;
  message: string;
  data: AppErrorData;
}

export type EngineRequest =
  | { type: 'load'; requestId: number; options: LoadOptions }
  | { type: 'unload'; requestId: number }
  | { type: 'generate'; requestId: number; options: GenerateOptions }
  /** Ends the request `target` early; that request answers with `done` and `aborted`, or with its `failed`. */
  | { type: 'abort'; target: number }
  /** Changes how much of the model's time the generation `target` gets beside others; it has no answer. */
  | { type: 'prioritize'; target: number; priority: ReplyPriority }
  /** Forgets a session and its KV state; `finished` means that nothing of it is left in memory the model reads. */
  | { type: 'disposeSession'; requestId: number; sessionId: string }
  | { type: 'report'; requestId: number }
  /** Work that is no reply: the model of the options takes the place of the one in memory. `abort` ends it. */
  | { type: 'tune'; requestId: number; options: LoadOptions; avoidedTrials: string[] }
  | { type: 'measurePerplexity'; requestId: number; options: LoadOptions; documents: Passage[][] }
  /** Leave cleanly; the process exits with 0. */
  | { type: 'stop' };

export type EngineMessage =
  | { type: 'ready'; pid: number }
  | { type: 'loadProgress'; requestId: number; progress: number }
  | { type: 'loaded'; requestId: number; info: LoadedModel }
  | { type: 'prefill'; requestId: number; doneTokens: number; totalTokens: number }
  /** Text in model order, merged for a few milliseconds; `tokens` counts all tokens of the reply so far. */
  | { type: 'deltas'; requestId: number; seq: number; deltas: Delta[]; tokens: number; decodeMs: number }
  | { type: 'contextShifted'; requestId: number }
  | { type: 'done'; requestId: number; result: GenerateResult }
  | { type: 'report'; requestId: number; report: EngineReport }
  | { type: 'jobProgress'; requestId: number; step: string; progress: number }
  | { type: 'tuned'; requestId: number; result: TuneResult }
  | { type: 'perplexity'; requestId: number; result: PerplexityResult }
  | { type: 'finished'; requestId: number }
  | { type: 'failed'; requestId: number; failure: EngineFailure };
