import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { Evaluator, type GenerationRun } from './evaluator.ts';
import { drawsPlainly, internalsOf } from './library-internals.ts';
import type { DrawOptions } from '../native-library.ts';

/** Tokens of one run: few enough to change the threads now and then, enough that a run's ends do not count. */
const mostTokens = 256;

/** The seed for the token at a place behind the present one. */
export type SeedAt = (offset: number) => number | null;

/**
 * Plain steps of a reply whose next tokens are generated while the last ones are looked at: what JavaScript does with a
 * token costs no time then. Up to three cells ahead of what was taken are removed again where the reply goes another way.
 */
export class AheadSteps {
  readonly #sequence: LlamaContextSequence;
  readonly #evaluator: Evaluator;
  readonly #options: SequenceEvaluateOptions;
  readonly #seedAt: SeedAt;
  #run: GenerationRun | null = null;
  #last: Token | null = null;

  private constructor(
    sequence: LlamaContextSequence,
    evaluator: Evaluator,
    options: SequenceEvaluateOptions,
    seedAt: SeedAt,
  ) {
    this.#sequence = sequence;
    this.#evaluator = evaluator;
    this.#options = options;
    this.#seedAt = seedAt;
  }

  /** Null where the library's own steps are needed. */
  static open(sequence: LlamaContextSequence, options: SequenceEvaluateOptions, seedAt: SeedAt): AheadSteps | null {
    if (!drawsPlainly(sequence, options) || options.repeatPenalty) return null;
    const evaluator = Evaluator.of(sequence);
    return evaluator && new AheadSteps(sequence, evaluator, options, seedAt);
  }

  /** Whether the context has room for so many tokens: otherwise the library makes some. */
  hasRoom(tokens: number): boolean {
    return this.#room >= tokens;
  }

  /** Whether tokens are under way or ready that nobody has taken. */
  get isAhead(): boolean {
    return this.#run !== null && !this.#run.isClosed;
  }

  /** The token that follows these, all of which are in the KV cache then; at most so many are generated ahead. */
  async step(tokens: readonly Token[], most: number): Promise<Token> {
    const last = tokens.at(-1)!;
    if (tokens.length > 1 || last !== this.#last) await this.settle();
    if (tokens.length > 1) await this.#evaluator.read(this.#sequence, tokens.slice(0, -1), () => true);
    for (;;) {
      this.#run ??= await this.#start(last, most);
      const next = await this.#take(last);
      if (next !== null) return next;
    }
  }

  /** The token that follows this one if it was under way anyway, without any further ones. */
  async drain(token: Token): Promise<Token | null> {
    if (!this.#run || token !== this.#last) return null;
    this.#run.finish();
    return this.#take(token);
  }

  /** What the model says after this token and after each guess that is right. */
  async verify(token: Token, guesses: readonly Token[]): Promise<Token[]> {
    await this.settle();
    const tokens = [token, ...guesses];
    const said = await this.#evaluator.verify(this.#sequence, tokens, this.#draw, this.#listSeeds(tokens.length));
    this.#last = said.at(-1)!;
    return said;
  }

  /** Once resolved, nothing is under way, and the KV cache holds what was taken and no more. */
  async settle(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    await run?.close();
  }

  async #take(evaluated: Token): Promise<Token | null> {
    const run = this.#run!;
    const next = await run.take();
    if (next === null) {
      if (this.#run === run) this.#run = null;
      return null;
    }
    const internals = internalsOf(this.#sequence);
    internals._contextTokens.push(evaluated);
    internals._nextTokenIndex++;
    this.#last = next;
    return next;
  }

  #start(token: Token, most: number): Promise<GenerationRun> {
    const count = Math.max(1, Math.min(most, mostTokens, this.#room));
    return this.#evaluator.generate(this.#sequence, token, this.#draw, this.#listSeeds(count));
  }

  get #draw(): DrawOptions {
    const { temperature = 0, topK = 40, topP = 0.95, minP = 0 } = this.#options;
    return { temperature, topK, topP, minP };
  }

  #listSeeds(count: number): Uint32Array {
    return Uint32Array.from({ length: count }, (_, offset) => this.#seedAt(offset) ?? Math.random() * 2 ** 32);
  }

  get #room(): number {
    return this.#sequence.context.contextSize - 1 - this.#sequence.nextTokenIndex;
  }
}
