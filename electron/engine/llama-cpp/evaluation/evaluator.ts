import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { holdContext, internalsOf, nativeContextOf } from './library-internals.ts';
import { type DrawOptions, type EvaluatorHandle, type NativeLibrary, openNativeLibrary } from '../native-library.ts';

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
   * Evaluates a token and guesses of what follows it, and gives what the model says after each as long as the guesses
   * are right. The sequence then holds all of these tokens but the last that was said.
   */
  async verify(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    options: DrawOptions,
    seeds: Uint32Array,
  ): Promise<Token[]> {
    const release = await holdContext(this.#context);
    const internals = internalsOf(sequence);
    const { _sequenceId: id, _nextTokenIndex: position } = internals;
    try {
      this.#useThreads();
      const guessed = Uint32Array.from(tokens);
      const said = await this.#library.verifyTokens(this.#handle, id, position, guessed, options, seeds);
      internals._contextTokens.push(...tokens.slice(0, said.length));
      internals._nextTokenIndex += said.length;
      return said as Token[];
    } finally {
      this.#trim(sequence);
      release();
    }
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
    const close = () => {
      this.#trim(sequence);
      release();
    };
    const start = (onToken: (next: number) => void) =>
      library.generateTokens(handle, internals._sequenceId, internals._nextTokenIndex, token, options, seeds, onToken);
    const control = { take: () => library.noteTaken(handle), stop: () => library.stopEvaluation(handle, false) };
    return new GenerationRun(start, control, close);
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

interface RunControl {
  /** A token was taken, so that another one may be generated ahead. */
  take(): void;
  stop(): void;
}

/** Tokens that are generated ahead of whoever takes them. */
export class GenerationRun {
  readonly #control: RunControl;
  readonly #close: () => void;
  readonly #ended: Promise<void>;
  readonly #sampled: Token[] = [];
  #isOver = false;
  #isClosed = false;
  #failure: unknown = null;
  #onChange: (() => void) | null = null;

  constructor(start: (onToken: (token: number) => void) => Promise<void>, control: RunControl, close: () => void) {
    this.#control = control;
    this.#close = close;
    this.#ended = this.#watch(start);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  async #watch(start: (onToken: (token: number) => void) => Promise<void>): Promise<void> {
    try {
      await start((token) => {
        this.#sampled.push(token as Token);
        this.#onChange?.();
      });
    } catch (error) {
      this.#failure = error;
    }
    this.#isOver = true;
    this.#onChange?.();
  }

  /** The next token; null when there is none any more, and the run is closed. Throws where llama.cpp failed. */
  async take(): Promise<Token | null> {
    while (this.#sampled.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#onChange = resolve));
    }
    const token = this.#sampled.shift();
    if (token !== undefined) {
      this.#control.take();
      return token;
    }
    await this.close();
    if (this.#failure !== null) throw this.#failure;
    return null;
  }

  /** No more tokens than those that are sampled or under way. */
  finish(): void {
    if (!this.#isOver) this.#control.stop();
  }

  /** Once resolved, the sequence holds what was taken of it and no more. */
  async close(): Promise<void> {
    this.finish();
    await this.#ended;
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#close();
  }
}
