import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { AheadSteps } from '../evaluation/ahead-steps.ts';
import { seedOfToken } from '../chats/sampling.ts';
import { SingleTokenSteps } from '../evaluation/single-token-steps.ts';
import type { Slot } from '../chats/slot.ts';
import type { Drafter, Guess } from './speculation.ts';

/** Batches of a draft that are verified one after the other: then it is time to look again. */
const mostBatches = 4;

type Evaluate = LlamaContextSequence['evaluate'];

interface PlannedDraft {
  guess: Guess;
  /** Tokens. */
  count: number;
}

interface Draft {
  guess: Guess;
  tokens: Token[];
  /** Tokens that are verified together. */
  size: number;
  /** What guessing them took. */
  milliseconds: number;
}

/** A step that was begun before it was asked for. */
interface BegunStep {
  /** That it follows. */
  token: Token;
  /** Null for a plain one. */
  draft: Draft | null;
}

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
  #begun: BegunStep | null = null;
  /** What was guessed to come after the last token. */
  #expected: Token | null = null;
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
    if (this.#ahead) await this.#goAhead(this.#ahead, tokens.at(-1));
    return tokens;
  }

  async #step(next: readonly Token[], startedAt: number): Promise<Token[]> {
    const begun = this.#begun?.token === next[0] && next.length === 1 ? this.#begun : null;
    this.#begun = null;
    const verified = begun?.draft ? await this.#takeDraft(begun.token, begun.draft, startedAt) : null;
    if (verified) return verified;
    const planned = next.length === 1 && !begun ? this.#plan(next[0]!) : null;
    const drained = planned ? ((await this.#ahead?.drain(next[0]!)) ?? null) : null;
    if (planned && drained === null) {
      const draft = await this.#draft(planned);
      return this.#runDraft(next[0]!, draft, startedAt);
    }
    const tokens = drained === null ? await this.#runPlain(next) : [drained];
    if (next.length === 1) this.#slot.decoding?.payoff?.notePlain(this.#countMs(startedAt));
    return tokens;
  }

  /** What a step took: of the model's time where that is known, since the rest is done meanwhile. */
  #countMs(startedAt: number, draft?: Draft): number {
    return this.#ahead ? this.#ahead.lastStepMs + (draft?.milliseconds ?? 0) : performance.now() - startedAt;
  }

  /** What a draft may be made of after this token; null where none is likely to pay. */
  #plan(last: Token): PlannedDraft | null {
    const guess = this.#drafter?.look() ?? null;
    const expected = this.#expected;
    this.#expected = guess?.first ?? null;
    // What is ahead anyway shows at no cost whether a guess is right.
    if (guess?.first != null && this.#ahead?.isAhead && expected !== last) return null;
    const count = guess ? (this.#slot.decoding?.choose(guess, this.#countRoom()) ?? 0) : 0;
    return guess && count > 0 ? { guess, count } : null;
  }

  async #draft({ guess, count }: PlannedDraft): Promise<Draft> {
    const startedAt = performance.now();
    const tokens = this.#cutAtEnd(await this.#drafter!.draft(this.#countWithFurther(guess, count)));
    return { guess, tokens, size: Math.min(count, tokens.length), milliseconds: performance.now() - startedAt };
  }

  /** What is only looked up can be verified further, a batch after the other, as long as it is right. */
  #countWithFurther({ kind, available }: Guess, count: number): number {
    const { lane } = this.#slot;
    if (!this.#ahead || !lane || lane.shared || kind === 'draft') return count;
    const most = Math.min(available, this.#countRoom(), (this.#slot.decoding?.left ?? 1) - 1);
    return Math.min(most, mostBatches * (count + 1) - 1);
  }

  /** What the model says to the next tokens of a draft that is under way; null where it is not any more. */
  async #takeDraft(token: Token, draft: Draft, startedAt: number): Promise<Token[] | null> {
    const said = (await this.#ahead?.takeDraft(token)) ?? null;
    if (!said) return null;
    this.#noteDraft(draft, said.tokens.length - 1, startedAt);
    const tokens = draft.tokens.slice(draft.size + 1);
    const rest = { ...draft, tokens, size: Math.min(draft.size, tokens.length) };
    if (said.goesOn) this.#begun = { token: said.tokens.at(-1)!, draft: rest };
    return said.tokens;
  }

  #noteDraft(draft: Draft, accepted: number, startedAt: number): void {
    this.#slot.decoding!.note(draft.guess, draft.size, accepted, this.#countMs(startedAt, draft));
  }

  /** Begins the step after this token, the reply's last one so far, unless others wait for their turn. */
  async #goAhead(steps: AheadSteps, last: Token | undefined): Promise<void> {
    const { lane, decoding } = this.#slot;
    if (!lane || lane.shared) return steps.settle();
    const goesOn = last !== undefined && decoding !== null && decoding.left > 0 && !this.#isEnd(last);
    if (goesOn && !steps.isAhead && steps.hasRoom(1)) {
      const planned = this.#plan(last);
      // A draft model takes its time, for which these tokens are not to wait.
      if (planned?.guess.kind === 'draft') return steps.settle();
      const draft = planned && (await this.#draft(planned));
      const most = Math.min(decoding.left, decoding.payoff?.stepsToCompare || Infinity);
      await (draft ? steps.beginDraft(last, draft.tokens, draft.size) : steps.begin(last, most));
      this.#begun = { token: last, draft };
    }
    lane.keepAhead(() => steps.settle());
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
    this.#begun = null;
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
    if (this.#ahead?.hasRoom(next.length)) {
      const { lane, decoding } = this.#slot;
      return [await this.#ahead.step(next, !lane || lane.shared ? 1 : (decoding?.left ?? 1))];
    }
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

  #openAhead(): AheadSteps | null {
    return AheadSteps.open(this.#sequence, this.#options, (offset) => this.#seedAt(offset));
  }

  async #runDraft(last: Token, draft: Draft, startedAt: number): Promise<Token[]> {
    await this.close();
    if (!this.#ahead) {
      const said = await this.#verifyByLibrary(last, draft.tokens);
      this.#noteDraft(draft, said.length - 1, startedAt);
      return said;
    }
    await this.#ahead.beginDraft(last, draft.tokens, draft.size);
    const said = await this.#takeDraft(last, draft, startedAt);
    // Somebody else may have needed the context before.
    return said ?? this.#runPlain([last]);
  }

  async #verifyByLibrary(last: Token, drafted: readonly Token[]): Promise<Token[]> {
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
    const end = tokens.findIndex((token) => this.#isEnd(token));
    return end < 0 ? [...tokens] : tokens.slice(0, end);
  }

  #isEnd(token: Token): boolean {
    return this.#sequence.model.isEogToken(token);
  }

  #seedAt(offset: number): number | null {
    const { temperature = 0, seed } = this.#options;
    const { decoding } = this.#slot;
    return temperature > 0 && seed !== undefined && decoding ? seedOfToken(seed, decoding.produced + offset) : null;
  }
}
