import { allowRule } from './automaton.ts';

/** A range of UTF-16 units of the text, and the deny rule found there (`allowRule` for an allow phrase). */
export interface Hit {
  start: number;
  end: number;
  rule: number;
}

/** The hits of a text that are not decided yet. */
export class Hits {
  /** Deny hits that no allow phrase covers so far. */
  #denied: Hit[] = [];
  /** Allow phrases that may cover a deny hit to come. */
  #allowed: Hit[] = [];
  #freshDenied: Hit[] = [];
  #freshAllowed: Hit[] = [];
  #best: Hit | null = null;

  get isEmpty(): boolean {
    return this.#denied.length + this.#freshDenied.length + this.#allowed.length + this.#freshAllowed.length === 0;
  }

  /** The leftmost hit, the longest of those, by the rule that was listed first. Call `settle` before. */
  get best(): Hit | null {
    return this.#best;
  }

  add(start: number, end: number, rule: number): void {
    (rule === allowRule ? this.#freshAllowed : this.#freshDenied).push({ start, end, rule });
  }

  /** Takes in the hits that were added, and drops the deny hits that lie within an allow phrase. */
  settle(): void {
    if (this.#freshAllowed.length > 0) {
      const covered = this.#denied.length;
      this.#denied = this.#denied.filter((hit) => !isCovered(hit, this.#freshAllowed));
      if (this.#denied.length < covered) this.#best = this.#denied.reduce(earlier, null);
      this.#allowed.push(...this.#freshAllowed);
      this.#freshAllowed = [];
    }
    if (this.#freshDenied.length === 0) return;
    for (const hit of this.#freshDenied) {
      if (isCovered(hit, this.#allowed)) continue;
      this.#denied.push(hit);
      this.#best = earlier(this.#best, hit);
    }
    this.#freshDenied = [];
  }

  /** Forgets the allow phrases that end before any hit to come does. */
  forgetAllowed(before: number): void {
    if (this.#allowed.length > 0) this.#allowed = this.#allowed.filter((hit) => hit.end >= before);
  }

  clone(): Hits {
    const copy = new Hits();
    copy.#denied = this.#denied.slice();
    copy.#allowed = this.#allowed.slice();
    copy.#best = this.#best;
    return copy;
  }
}

function isCovered(hit: Hit, allowed: readonly Hit[]): boolean {
  return allowed.some((phrase) => phrase.start <= hit.start && hit.end <= phrase.end);
}

function earlier(best: Hit | null, hit: Hit): Hit {
  if (!best || hit.start !== best.start) return best && best.start < hit.start ? best : hit;
  if (hit.end !== best.end) return hit.end > best.end ? hit : best;
  return hit.rule < best.rule ? hit : best;
}
