import { acquireLock } from 'lifecycle-utils';
import type { LlamaContext, LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';

/** Parts of the library's pinned version that its own step is made of. */
interface NativeSampler {
  applyConfig(config: object): void;
  dispose(): void;
}

interface LibrarySequence {
  readonly _sequenceId: number;
  _nextTokenIndex: number;
  readonly _contextTokens: Token[];
  readonly model: {
    readonly _model: object;
    readonly _llama: { readonly _bindings: { readonly AddonSampler: new (model: object) => NativeSampler } };
  };
  _resolveSamplerConfig(options: SequenceEvaluateOptions): object;
}

interface LibraryContext {
  readonly _ctx: {
    initBatch(size: number): void;
    addToBatch(sequenceId: number, firstIndex: number, tokens: Uint32Array, logitIndexes: Uint32Array): Uint32Array;
    decodeBatch(): Promise<void>;
    sampleToken(logitIndex: number, sampler: NativeSampler): Promise<Token | -1>;
  };
  readonly _backendContextDisposeGuard: { createPreventDisposalHandle(): { dispose(): void } };
}

const firstToken = Uint32Array.of(0);

/**
 * Evaluates one token and samples the next, straight on llama.cpp. The library does the same by queues, locks and
 * promises that take a good part of a fast model's time; its lock on the context is kept, and its first step of each
 * evaluation, which settles the threads. Only for CPUs, where nothing else is batched with it.
 */
export class SingleTokenSteps {
  readonly #publicSequence: LlamaContextSequence;
  readonly #sequence: LibrarySequence;
  readonly #context: LlamaContext & LibraryContext;
  readonly #options: SequenceEvaluateOptions;
  readonly #sampler: NativeSampler;
  /** Where every token is sampled alike, that is said once. */
  readonly #changesConfig: boolean;

  private constructor(sequence: LlamaContextSequence, options: SequenceEvaluateOptions) {
    this.#publicSequence = sequence;
    this.#sequence = sequence as unknown as LibrarySequence;
    this.#context = sequence.context as LlamaContext & LibraryContext;
    this.#options = options;
    const { model } = this.#sequence;
    this.#sampler = new model._llama._bindings.AddonSampler(model._model);
    this.#changesConfig = (options.temperature ?? 0) > 0 || options.repeatPenalty !== undefined;
    if (!this.#changesConfig) this.#configure();
  }

  /** Null where the library's own step is needed. */
  static open(sequence: LlamaContextSequence, options: SequenceEvaluateOptions): SingleTokenSteps | null {
    const { grammarEvaluationState: grammar, dryRepeatPenalty, tokenBias, xtc } = options;
    const hasGrammar = (typeof grammar === 'function' ? grammar() : grammar) !== undefined;
    const isPlain = !hasGrammar && !dryRepeatPenalty && !tokenBias && !xtc && options.yieldEogToken === true;
    const isAlone = sequence.model.gpuLayers === 0 && !sequence.needsCheckpoints && !sequence.tokenPredictor;
    return isPlain && isAlone ? new SingleTokenSteps(sequence, options) : null;
  }

  /** Whether the context has room: otherwise the library makes some. */
  get hasRoom(): boolean {
    return this.#publicSequence.nextTokenIndex < this.#context.contextSize - 1;
  }

  async run(token: Token): Promise<Token> {
    const lock = await acquireLock([this.#context, 'context']);
    const guard = this.#context._backendContextDisposeGuard.createPreventDisposalHandle();
    try {
      if (this.#changesConfig) this.#configure();
      const { _ctx: native } = this.#context;
      const sequence = this.#sequence;
      native.initBatch(1);
      const [logits] = native.addToBatch(
        sequence._sequenceId,
        sequence._nextTokenIndex,
        Uint32Array.of(token),
        firstToken,
      );
      await native.decodeBatch();
      const next = await native.sampleToken(logits!, this.#sampler);
      if (next === -1) throw new Error('the model gave no token');
      sequence._contextTokens.push(token);
      sequence._nextTokenIndex++;
      return next;
    } finally {
      guard.dispose();
      lock.dispose();
    }
  }

  close(): void {
    this.#sampler.dispose();
  }

  #configure(): void {
    this.#sampler.applyConfig(this.#sequence._resolveSamplerConfig(this.#options));
  }
}
