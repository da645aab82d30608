import type { SpeculationStats } from '../../../../models/conversation/conversation.ts';
import type { Guess, Speculation } from './speculation.ts';
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
