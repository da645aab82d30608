/** Places to look at, most recent first: texts that repeat have many, and the last ones are the most alike. */
const maxCandidates = 8;
/** Longer agreement says nothing more about what follows. */
const maxMatch = 32;
const minMatch = 3;

/** Where the last tokens occurred before, and how many of them agree with that place. */
export interface LookupMatch {
  /** Of the token that followed there. */
  next: number;
  /** From `minMatch` to `maxMatch`. */
  length: number;
}

/**
 * Finds where the end of a growing text occurred in it before, in constant time for each token: places with the same
 * last tokens are chained, as compressors do.
 */
export class TokenLookup {
  readonly #tokens: number[] = [];
  /** By the last `minMatch` tokens, the most recent place that ends in them. */
  readonly #latest = new Map<number, number>();
  /** By place, the one before it with the same key; -1 for none. */
  readonly #before: number[] = [];
  /** The last place that was found, moved on with the text for as long as that repeats it; -1 for none. */
  #followed = -1;

  get length(): number {
    return this.#tokens.length;
  }

  push(tokens: readonly number[]): void {
    for (const token of tokens) {
      const place = this.#tokens.push(token) - 1;
      if (this.#followed >= 0) this.#followed = this.#tokens[this.#followed + 1] === token ? this.#followed + 1 : -1;
      if (place + 1 < minMatch) {
        this.#before.push(-1);
        continue;
      }
      const key = this.#keyAt(place);
      this.#before.push(this.#latest.get(key) ?? -1);
      this.#latest.set(key, place);
    }
  }

  /**
   * The place before that agrees longest with the end, as far as it looks: the latest ones, and the one that the text has
   * followed. Of equals the last. Null where none agrees.
   */
  find(): LookupMatch | null {
    const end = this.#tokens.length - 1;
    if (end + 1 < minMatch) return null;
    let best: LookupMatch | null = null;
    let place = this.#before[end]!;
    for (let tries = 0; place >= 0 && tries < maxCandidates; tries++) {
      const length = this.#countAgreeing(place, end);
      if (length >= minMatch && length > (best?.length ?? 0)) best = { next: place + 1, length };
      if (length >= maxMatch) break;
      place = this.#before[place]!;
    }
    // Lists and tables have so many places alike that the copied one is not among the latest.
    const followed = this.#followed >= 0 ? this.#countAgreeing(this.#followed, end) : 0;
    if (followed >= minMatch && followed > (best?.length ?? 0)) best = { next: this.#followed + 1, length: followed };
    this.#followed = best ? best.next - 1 : -1;
    return best;
  }

  /** What followed there. */
  read({ next }: LookupMatch, count: number): number[] {
    return this.#tokens.slice(next, next + count);
  }

  #countAgreeing(place: number, end: number): number {
    let length = 0;
    while (length < maxMatch && length <= place && this.#tokens[place - length] === this.#tokens[end - length])
      length++;
    return length;
  }

  /** Different tokens may share a key: a match is compared token by token. */
  #keyAt(place: number): number {
    let key = 0;
    for (let index = place - minMatch + 1; index <= place; index++) {
      key = (Math.imul(key, 0x9e37_79b1) + this.#tokens[index]!) | 0;
    }
    return key;
  }
}
