import type { Token } from 'node-llama-cpp';
import type { SpeculationStats } from '../../../../models/conversation/conversation.ts';
import { TokenLookup } from './speculation-lookup.ts';
import type { GuessKind, SpeculationPayoff } from './speculation-payoff.ts';

/** What could be drafted now. */
export interface Guess {
  kind: GuessKind;
  /** Tokens at most. */
  available: number;
  /** The first of them, where that is known without a draft. */
  first: Token | null;
}

/**
 * Guesses the tokens that a reply goes on with. This is where another way to guess goes, such as the heads for
 * multi-token prediction that some models have: the runtime's library does not evaluate those yet.
 */
export interface Drafter {
  /** The text anew, before a reply or after its context was shortened. */
  reset(tokens: readonly Token[]): void;
  push(tokens: readonly Token[]): void;
  /** Costs next to nothing; null where there is nothing to go by. */
  look(): Guess | null;
  /** The tokens, or fewer. */
  draft(count: number): Promise<Token[]> | Token[];
  /** Forgets the text. */
  clear(): void;
}

/** How a model's replies are drafted, for as long as it is in memory. */
export interface Speculation {
  readonly kind: SpeculationStats['kind'];
  readonly payoff: SpeculationPayoff;
  createDrafter(): Drafter;
  /** Once resolved, no cell of a draft model holds anything of a conversation. */
  clear(): Promise<void>;
  /** Frees a draft model. */
  close(): Promise<void>;
}

/** Prompt lookup: what followed when the text said the same before. */
export function createLookupSpeculation(payoff: SpeculationPayoff): Speculation {
  return {
    kind: 'promptLookup',
    payoff,
    createDrafter: () => new LookupDrafter(),
    clear: async () => undefined,
    close: async () => undefined,
  };
}

class LookupDrafter implements Drafter {
  #lookup = new TokenLookup();

  reset(tokens: readonly Token[]): void {
    this.#lookup = new TokenLookup();
    this.#lookup.push(tokens);
  }

  push(tokens: readonly Token[]): void {
    this.#lookup.push(tokens);
  }

  look(): Guess | null {
    const match = this.#lookup.find();
    if (!match) return null;
    const kind = match.length > 8 ? 'long' : match.length > 4 ? 'medium' : 'short';
    const [first] = this.#lookup.read(match, 1) as Token[];
    return { kind, available: this.#lookup.length - match.next, first: first ?? null };
  }

  draft(count: number): Token[] {
    const match = this.#lookup.find();
    return match ? (this.#lookup.read(match, count) as Token[]) : [];
  }

  clear(): void {
    this.#lookup = new TokenLookup();
  }
}
