import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { EvaluationRun } from './evaluation-run.ts';
import { holdContext, internalsOf, nativeContextOf } from './library-internals.ts';
import { type DrawOptions, type EvaluatorHandle, type NativeLibrary, openNativeLibrary } from '../native-library.ts';

/** What the model says to a batch of guesses. */
export interface Said {
  tokens: Token[];
  /** Whether all were right, and what it says to further ones follows. */
  goesOn: boolean;
}

export type GenerationRun = EvaluationRun<Token>;
export type VerificationRun = EvaluationRun<Said>;

const evaluators = new WeakMap<LlamaContext, Evaluator | null>();

/**
 * Evaluates the sequences of a context straight on llama.cpp: whole batches that can be interrupted at any node of their
 * graph, and tokens one after the other without a way through JavaScript in between.
 */
export class Evaluator {
  readonly #library: NativeLibrary;
  readonly #handle: EvaluatorHandle;
  readonly #context: LlamaContext;

  private constructor(library: NativeLibrary, handle: EvaluatorHandle, context: LlamaContext) {
    this.#library = library;
    this.#handle = handle;
    this.#context = context;
  }

  /** Null where the native library is missing, for GPUs, which batch what runs together, and for recurrent models. */
  static of(sequence: LlamaContextSequence): Evaluator | null {
    const { context } = sequence;
    const known = evaluators.get(context);
    if (known !== undefined) return known;
    const evaluator = Evaluator.#open(sequence);
    evaluators.set(context, evaluator);
    return evaluator;
  }

  static #open(sequence: LlamaContextSequence): Evaluator | null {
    const library = openNativeLibrary();
    const { context, model } = sequence;
    if (!library?.isInPlace() || model.gpuLayers > 0 || sequence.needsCheckpoints) return null;
    const handle = library.openEvaluator(() => nativeContextOf(context).getSequenceKvCacheMinPosition(0));
    return handle && new Evaluator(library, handle, context);
  }

  /** Adds a batch of tokens to the sequence; false where that was interrupted, which leaves it as it was. */
  async read(sequence: LlamaContextSequence, tokens: readonly Token[], isWanted: () => boolean): Promise<boolean> {
    const release = await holdContext(this.#context);
    const internals = internalsOf(sequence);
    try {
      if (!isWanted()) return false;
      this.#useThreads();
      const position = internals._nextTokenIndex;
      const read = Uint32Array.from(tokens);
      if (!(await this.#library.readTokens(this.#handle, internals._sequenceId, position, read))) {
        this.#trim(sequence);
        return false;
      }
      internals._contextTokens.push(...tokens);
      internals._nextTokenIndex += tokens.length;
      return true;
    } finally {
      release();
    }
  }

  /**
   * Evaluates a token and guesses of what follows it, so many at a time, and finds out what the model says after each as
   * long as the guesses are right; the context is held until the run is closed. The sequence then holds all tokens that
   * were taken but the last.
   */
  async verify(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    batchSize: number,
    options: DrawOptions,
    seeds: Uint32Array,
  ): Promise<VerificationRun> {
    const release = await holdContext(this.#context);
    const internals = internalsOf(sequence);
    const { _sequenceId: id, _nextTokenIndex: position } = internals;
    this.#useThreads();
    const [library, handle, batch] = [this.#library, this.#handle, Uint32Array.from(tokens)];
    const start = (onResult: (said: Said) => void) =>
      library.verifyTokens(handle, id, position, batch, batchSize, options, seeds, (said, goesOn) =>
        onResult({ tokens: said as Token[], goesOn }),
      );
    const keep = (said: Said) => {
      const from = internals._nextTokenIndex - position;
      internals._contextTokens.push(...tokens.slice(from, from + said.tokens.length));
      internals._nextTokenIndex += said.tokens.length;
    };
    const stop = () => library.stopEvaluation(handle, true);
    return new EvaluationRun(start, { take: keep, stop, close: () => this.#giveBack(sequence, release) });
  }

  /** What the last token that was generated, or the last guesses that were verified, took of the model's time. */
  get lastStepMs(): number {
    return this.#library.lastStepMs(this.#handle);
  }

  /** Interrupts what is evaluated now, between two nodes of its graph. */
  interrupt(): void {
    this.#library.stopEvaluation(this.#handle, true);
  }

  /** Generates from `token` on, which comes next in the sequence; the context is held until the run is closed. */
  async generate(
    sequence: LlamaContextSequence,
    token: Token,
    options: DrawOptions,
    seeds: Uint32Array,
  ): Promise<GenerationRun> {
    const release = await holdContext(this.#context);
    const internals = internalsOf(sequence);
    this.#useThreads();
    const [library, handle] = [this.#library, this.#handle];
    const start = (onResult: (next: Token) => void) =>
      library.generateTokens(handle, internals._sequenceId, internals._nextTokenIndex, token, options, seeds, (next) =>
        onResult(next as Token),
      );
    const take = () => library.noteTaken(handle);
    const stop = () => library.stopEvaluation(handle, false);
    return new EvaluationRun(start, { take, stop, close: () => this.#giveBack(sequence, release) });
  }

  #giveBack(sequence: LlamaContextSequence, release: () => void): void {
    this.#trim(sequence);
    release();
  }

  /** Removes the cells of tokens that the library does not know of. */
  #trim(sequence: LlamaContextSequence): void {
    const { _sequenceId, _nextTokenIndex } = internalsOf(sequence);
    nativeContextOf(this.#context).removeTokenCellsFromSequence(_sequenceId, _nextTokenIndex, -1);
  }

  #useThreads(): void {
    nativeContextOf(this.#context).setThreads(this.#context.model.llama.maxThreads);
  }
}
