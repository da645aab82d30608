import type { LlamaContext, LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import {
  drawsPlainly,
  holdContext,
  internalsOf,
  type LibrarySequence,
  nativeContextOf,
  type NativeSampler,
} from './library-internals.ts';

const firstToken = Uint32Array.of(0);

/**
 * Evaluates one token and samples the next, straight on llama.cpp. The library does the same by queues, locks and
 * promises that take a good part of a fast model's time; its lock on the context is kept, and its first step of each
 * evaluation, which settles the threads. For CPUs, where nothing else is batched with it, without the native library or
 * with a penalty that it does not know.
 */
export class SingleTokenSteps {
  readonly #publicSequence: LlamaContextSequence;
  readonly #sequence: LibrarySequence;
  readonly #context: LlamaContext;
  readonly #options: SequenceEvaluateOptions;
  readonly #sampler: NativeSampler;
  /** Where every token is sampled alike, that is said once. */
  readonly #changesConfig: boolean;

  private constructor(sequence: LlamaContextSequence, options: SequenceEvaluateOptions) {
    this.#publicSequence = sequence;
    this.#sequence = internalsOf(sequence);
    this.#context = sequence.context;
    this.#options = options;
    const { model } = this.#sequence;
    this.#sampler = new model._llama._bindings.AddonSampler(model._model);
    this.#changesConfig = (options.temperature ?? 0) > 0 || options.repeatPenalty !== undefined;
    if (!this.#changesConfig) this.#configure();
  }

  /** Null where the library's own step is needed. */
  static open(sequence: LlamaContextSequence, options: SequenceEvaluateOptions): SingleTokenSteps | null {
    const isAlone = sequence.model.gpuLayers === 0;
    return isAlone && drawsPlainly(sequence, options) ? new SingleTokenSteps(sequence, options) : null;
  }

  /** Whether the context has room: otherwise the library makes some. */
  get hasRoom(): boolean {
    return this.#publicSequence.nextTokenIndex < this.#context.contextSize - 1;
  }

  async run(token: Token): Promise<Token> {
    const release = await holdContext(this.#context);
    try {
      if (this.#changesConfig) this.#configure();
      const native = nativeContextOf(this.#context);
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
      release();
    }
  }

  close(): void {
    this.#sampler.dispose();
  }

  #configure(): void {
    this.#sampler.applyConfig(this.#sequence._resolveSamplerConfig(this.#options));
  }
}
