import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { SpeculationStats } from '../../../../models/conversation/conversation.ts';
import { AheadSteps } from '../evaluation/ahead-steps.ts';
import { seedOfToken } from '../chats/sampling.ts';
import { SingleTokenSteps } from '../evaluation/single-token-steps.ts';
import type { Slot } from '../chats/slot.ts';
import type { Drafter, Guess, Speculation } from './speculation.ts';
import type { SpeculationPayoff } from './speculation-payoff.ts';

/** What decoding has to know of the reply that is written in a slot, and what it counts. */
export class ReplyDecoding {
  /** Tokens of the reply so far, over all evaluations that it takes. */
  produced = 0;
  readonly #maxTokens: number;
  readonly #speculation: Speculation | null;
  #drafted = 0;
  #accepted = 0;
  #leftAside = 0;

  /** `speculation`: null where the reply is not to be drafted for. */
  constructor(maxTokens: number | null, speculation: Speculation | null) {
    this.#maxTokens = maxTokens ?? Infinity;
    this.#speculation = speculation;
  }

  /** Tokens that the reply may still have. */
  get left(): number {
    return this.#maxTokens - this.produced;
  }

  get payoff(): SpeculationPayoff | null {
    return this.#speculation?.payoff ?? null;
  }

  /** Tokens that a draft may have now, or 0. */
  choose({ kind, available }: Guess, room: number): number {
    const most = Math.min(room, this.left - 1);
    if (!this.payoff || most < 1) return 0;
    const count = this.payoff.choose(kind, Math.min(available, most));
    if (count === 0 && this.payoff.isOff(kind)) this.#leftAside++;
    return count;
  }

  note(guess: Guess, drafted: number, accepted: number, milliseconds: number): void {
    this.#drafted += drafted;
    this.#accepted += accepted;
    this.payoff?.noteDraft({ kind: guess.kind, drafted, accepted, milliseconds });
  }

  /** Null where nothing was drafted. */
  get stats(): SpeculationStats | null {
    if (!this.#speculation || this.#drafted === 0) return null;
    const [drafted, accepted, switchedOff] = [this.#drafted, this.#accepted, this.#leftAside > this.#drafted];
    return { kind: this.#speculation.kind, drafted, accepted, switchedOff };
  }
}

type Evaluate = LlamaContextSequence['evaluate'];

/**
 * One evaluation of a reply, a step at a time: plain ones give one token; where a draft is likely to pay, several
 * guessed tokens are evaluated together, and as many are kept as the model would have said itself.
 */
export class DecodingSteps {
  readonly #slot: Slot;
  readonly #options: SequenceEvaluateOptions;
  readonly #evaluate: (sequence: LlamaContextSequence) => Evaluate;
  #sequence: LlamaContextSequence;
  #generation: ReturnType<Evaluate> | null = null;
  #single: SingleTokenSteps | null = null;
  #ahead: AheadSteps | null = null;
  /** When the last step gave its tokens: what they are used for meanwhile belongs to the next step's time. */
  #gaveAt: number | null = null;
  #drafter: Drafter | null;

  /** `evaluate`: how a sequence evaluates by itself. */
  constructor(
    slot: Slot,
    tokens: readonly Token[],
    options: SequenceEvaluateOptions,
    evaluate: (sequence: LlamaContextSequence) => Evaluate,
  ) {
    this.#slot = slot;
    this.#options = options;
    this.#evaluate = evaluate;
    this.#sequence = slot.sequence;
    this.#drafter = this.#mayDraft() ? slot.drafter : null;
    this.#drafter?.reset([...slot.sequence.contextTokens, ...tokens]);
    this.#ahead = this.#openAhead();
  }

  /**
   * The tokens that follow these, of which all but the last are in the KV cache then; none at the end. The slot's
   * sequence may be another one than before.
   */
  async run(next: readonly Token[]): Promise<Token[]> {
    if (this.#slot.sequence !== this.#sequence) {
      await this.close();
      this.#sequence = this.#slot.sequence;
      this.#ahead = this.#openAhead();
    }
    // With others the time between two steps is theirs.
    const startedAt = (this.#slot.lane?.shared ? null : this.#gaveAt) ?? performance.now();
    const tokens = await this.#step(next, startedAt);
    this.#drafter?.push(tokens);
    if (this.#slot.decoding) this.#slot.decoding.produced += tokens.length;
    this.#gaveAt = performance.now();
    return tokens;
  }

  async #step(next: readonly Token[], startedAt: number): Promise<Token[]> {
    const { decoding } = this.#slot;
    const guess = next.length === 1 ? (this.#drafter?.look() ?? null) : null;
    const count = guess && decoding ? decoding.choose(guess, this.#countRoom()) : 0;
    if (guess && count > 0) {
      const underWay = await this.#ahead?.drain(next[0]!);
      if (underWay !== null && underWay !== undefined) return [underWay];
      const drafted = this.#cutAtEnd(await this.#drafter!.draft(count));
      const tokens = await this.#runDraft(next[0]!, drafted);
      decoding!.note(guess, drafted.length, tokens.length - 1, performance.now() - startedAt);
      return tokens;
    }
    const tokens = await this.#runPlain(next);
    if (next.length === 1) decoding?.payoff?.notePlain(performance.now() - startedAt);
    return tokens;
  }

  /** Removes the last cells: tokens that the reply does not go on with after all. */
  async drop(cells: number): Promise<void> {
    const end = this.#sequence.nextTokenIndex;
    if (cells > 0) await this.#sequence.eraseContextTokenRanges([{ start: end - cells, end }]);
  }

  /** Where the next token goes, in cells. */
  get end(): number {
    return this.#sequence.disposed ? -1 : this.#sequence.nextTokenIndex;
  }

  /** The reply goes on with other tokens than those that `run` gave. */
  restart(tokens: readonly Token[]): void {
    this.#drafter?.reset([...this.#sequence.contextTokens, ...tokens]);
  }

  /** Ends what is evaluated ahead of the tokens that were given. */
  async settle(): Promise<void> {
    await this.#ahead?.settle();
  }

  async close(): Promise<void> {
    await this.settle();
    this.#single?.close();
    this.#single = null;
    await this.#generation?.return();
    this.#generation = null;
  }

  async #runPlain(next: readonly Token[]): Promise<Token[]> {
    if (this.#ahead?.hasRoom(next.length)) return [await this.#runAhead(this.#ahead, next)];
    await this.settle();
    this.#slot.tokenSeed = this.#seedAt(0);
    if (next.length === 1 && this.#single?.hasRoom) return [await this.#single.run(next[0]!)];
    // Handing a running generation the tokens makes it go on with them.
    const running = this.#generation;
    this.#generation = running ?? this.#evaluate(this.#sequence)([...next], this.#options);
    const { done, value } = await this.#generation.next(running ? [...next] : undefined);
    if (!running) this.#single = SingleTokenSteps.open(this.#sequence, this.#options);
    return done || value === undefined ? [] : [value];
  }

  /** Where others wait for their turn, one token at a time. */
  async #runAhead(steps: AheadSteps, next: readonly Token[]): Promise<Token> {
    const { lane, decoding } = this.#slot;
    const most = !lane || lane.shared ? 1 : (decoding?.left ?? 1);
    const token = await steps.step(next, most);
    if (!lane || lane.shared) await steps.settle();
    else if (steps.isAhead) lane.keepAhead(() => steps.settle());
    return token;
  }

  #openAhead(): AheadSteps | null {
    return AheadSteps.open(this.#sequence, this.#options, (offset) => this.#seedAt(offset));
  }

  async #runDraft(last: Token, drafted: readonly Token[]): Promise<Token[]> {
    await this.close();
    if (this.#ahead) return this.#ahead.verify(last, drafted);
    this.#slot.tokenSeed = null;
    const { temperature, topK, topP, minP } = this.#options;
    const input = [last, ...drafted].map((token, index) => {
      const options = { temperature, topK, topP, minP, seed: this.#seedAt(index) ?? undefined };
      return [token, { generateNext: { token: true, options } }] as [Token, object];
    });
    const output = await this.#sequence.controlledEvaluate(input);
    const tokens: Token[] = [];
    for (let index = 0; index < input.length; index++) {
      const token = output[index]?.next.token;
      if (token === null || token === undefined) throw new Error('the model gave no token');
      tokens.push(token);
      if (drafted[index] !== token) break;
    }
    await this.drop(input.length - tokens.length);
    return tokens;
  }

  #mayDraft(): boolean {
    const { grammarEvaluationState: grammar, repeatPenalty, yieldEogToken } = this.#options;
    const hasGrammar = (typeof grammar === 'function' ? grammar() : grammar) !== undefined;
    return Boolean(this.#slot.decoding?.payoff) && yieldEogToken === true && !hasGrammar && !repeatPenalty;
  }

  /** A draft is not to fill the context: that is for the reply itself, which makes room then. */
  #countRoom(): number {
    return this.#sequence.contextSize - this.#sequence.nextTokenIndex - 4;
  }

  /** Nothing follows the end of a reply. */
  #cutAtEnd(tokens: readonly Token[]): Token[] {
    const end = tokens.findIndex((token) => this.#sequence.model.isEogToken(token));
    return end < 0 ? [...tokens] : tokens.slice(0, end);
  }

  #seedAt(offset: number): number | null {
    const { temperature = 0, seed } = this.#options;
    const { decoding } = this.#slot;
    return temperature > 0 && seed !== undefined && decoding ? seedOfToken(seed, decoding.produced + offset) : null;
  }
}
