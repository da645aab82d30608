import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { Evaluator, type GenerationRun, type Said, type VerificationRun } from './evaluator.ts';
import { drawsPlainly, internalsOf } from './library-internals.ts';
import type { DrawOptions } from '../native-library.ts';

/** Tokens of one run: few enough to change the threads now and then, enough that a run's ends do not count. */
const mostTokens = 256;

/** The seed for the token at a place behind the present one. */
export type SeedAt = (offset: number) => number | null;

/**
 * Steps of a reply that are evaluated while the tokens of the last ones are looked at: what JavaScript does with a token
 * costs no time then. Plain tokens are generated up to three ahead; a draft is verified as a whole. What was not taken
 * is removed from the KV cache again where the reply goes another way.
 */
export class AheadSteps {
  readonly #sequence: LlamaContextSequence;
  readonly #evaluator: Evaluator;
  readonly #options: SequenceEvaluateOptions;
  readonly #seedAt: SeedAt;
  #run: GenerationRun | null = null;
  #verification: VerificationRun | null = null;
  /** What the next step begins with if the reply goes on as expected. */
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

  /** Whether a step is under way or ready that nobody has taken. */
  get isAhead(): boolean {
    const run = this.#verification ?? this.#run;
    return run !== null && !run.isSpent;
  }

  /** What the last step took of the model's time, ms: not what was done with its tokens meanwhile. */
  get lastStepMs(): number {
    return this.#evaluator.lastStepMs;
  }

  /** Begins to generate what follows this token; at most so many are generated ahead. */
  async begin(token: Token, most: number): Promise<void> {
    await this.settle();
    const count = Math.max(1, Math.min(most, mostTokens, this.#room));
    this.#run = await this.#evaluator.generate(this.#sequence, token, this.#draw, this.#listSeeds(count));
    this.#last = token;
  }

  /** Begins to find out what the model says after this token and each guess that is right, `size` guesses at a time. */
  async beginDraft(token: Token, guesses: readonly Token[], size: number): Promise<void> {
    await this.settle();
    const tokens = [token, ...guesses];
    const seeds = this.#listSeeds(tokens.length);
    this.#verification = await this.#evaluator.verify(this.#sequence, tokens, size + 1, this.#draw, seeds);
    this.#last = token;
  }

  /** The token that follows these, all of which are in the KV cache then; at most so many are generated ahead. */
  async step(tokens: readonly Token[], most: number): Promise<Token> {
    const last = tokens.at(-1)!;
    if (tokens.length > 1 || last !== this.#last || this.#verification) await this.settle();
    if (tokens.length > 1) await this.#evaluator.read(this.#sequence, tokens.slice(0, -1), () => true);
    for (;;) {
      if (!this.#run) await this.begin(last, most);
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

  /** What the model says to the next guesses, the first of which follow this token; null where none are under way. */
  async takeDraft(token: Token): Promise<Said | null> {
    const verification = this.#verification;
    if (!verification || token !== this.#last) return null;
    const said = await verification.take();
    if (said) this.#last = said.tokens.at(-1)!;
    if (said?.goesOn) return said;
    await verification.close();
    if (this.#verification === verification) this.#verification = null;
    return said;
  }

  /** Once resolved, nothing is under way, and the KV cache holds what was taken and no more. */
  async settle(): Promise<void> {
    const [run, verification] = [this.#run, this.#verification];
    this.#run = null;
    this.#verification = null;
    await run?.close();
    await verification?.close();
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
