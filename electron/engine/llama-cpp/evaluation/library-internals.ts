import { acquireLock } from 'lifecycle-utils';
import type { LlamaContext, LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';

/** Parts of node-llama-cpp's pinned version that evaluation of our own is made of; nothing else may rely on them. */
export interface NativeSampler {
  applyConfig(config: object): void;
  dispose(): void;
}

export interface LibrarySequence {
  readonly _sequenceId: number;
  _nextTokenIndex: number;
  readonly _contextTokens: Token[];
  readonly model: {
    readonly _model: object;
    readonly _llama: { readonly _bindings: { readonly AddonSampler: new (model: object) => NativeSampler } };
  };
  _resolveSamplerConfig(options: SequenceEvaluateOptions): object;
  _eraseContextTokenRanges(...parameters: unknown[]): Promise<unknown>;
}

export interface LibraryContext {
  readonly _ctx: {
    initBatch(size: number): void;
    addToBatch(sequenceId: number, firstIndex: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
    decodeBatch(): Promise<void>;
    sampleToken(logitIndex: number, sampler: NativeSampler): Promise<Token | -1>;
    setThreads(threads: number): void;
    getSequenceKvCacheMinPosition(sequenceId: number): number;
    removeTokenCellsFromSequence(sequenceId: number, start: number, end: number): boolean;
  };
  readonly _backendContextDisposeGuard: { createPreventDisposalHandle(): { dispose(): void } };
}

interface QueuingContext {
  readonly _queuedDecodes: readonly { sequenceId: number }[];
}

export const internalsOf = (sequence: LlamaContextSequence): LibrarySequence => sequence as unknown as LibrarySequence;

export const nativeContextOf = (context: LlamaContext): LibraryContext['_ctx'] =>
  (context as unknown as LibraryContext)._ctx;

/** Whose tokens wait to be evaluated, in the order in which a strategy of batching is given them. */
export const queuedSequenceIdsOf = (context: LlamaContext): number[] =>
  (context as unknown as QueuingContext)._queuedDecodes.map(({ sequenceId }) => sequenceId);

/** The library's own lock on a context, and its guard against disposal: nothing of the library is evaluated meanwhile. */
export async function holdContext(context: LlamaContext): Promise<() => void> {
  const lock = await acquireLock([context, 'context']);
  const guard = (context as unknown as LibraryContext)._backendContextDisposeGuard.createPreventDisposalHandle();
  return () => {
    guard.dispose();
    lock.dispose();
  };
}

/** Whether sampling needs nothing but temperature, top-k, top-p, min-p and a seed, and no other state of the library. */
export function drawsPlainly(sequence: LlamaContextSequence, options: SequenceEvaluateOptions): boolean {
  const { grammarEvaluationState: grammar, dryRepeatPenalty, tokenBias, xtc } = options;
  const hasGrammar = (typeof grammar === 'function' ? grammar() : grammar) !== undefined;
  const isPlain = !hasGrammar && !dryRepeatPenalty && !tokenBias && !xtc && options.yieldEogToken === true;
  return isPlain && !sequence.needsCheckpoints && !sequence.tokenPredictor;
}
