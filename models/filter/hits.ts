/** A range of UTF-16 units of the text, and the deny rule found there (`allowRule` for an allow phrase). */
export interface Hit {
  start: number;
  end: number;
  rule: number;
}

/** The hits of a text that are not decided yet. */
export class Hits {
  /** Deny hits that no allow phrase covers so far. */
  denied: Hit[] = [];
  /** Allow phrases that may cover a deny hit to come. */
  allowed: Hit[] = [];

  /** Drops the deny hits that lie within an allow phrase. */
  applyAllowed(): void {
    if (this.allowed.length === 0 || this.denied.length === 0) return;
    this.denied = this.denied.filter((hit) => !this.allowed.some((allowed) => covers(allowed, hit)));
  }

  /** Forgets the allow phrases that end before any hit to come begins. */
  forgetAllowed(before: number): void {
    if (this.allowed.length > 0) this.allowed = this.allowed.filter((hit) => hit.end > before);
  }

  /** Leftmost first, then the longest, then the rule that was listed first. */
  best(): Hit | null {
    let best: Hit | null = null;
    for (const hit of this.denied) if (!best || precedes(hit, best)) best = hit;
    return best;
  }

  clone(): Hits {
    const copy = new Hits();
    copy.denied = this.denied.slice();
    copy.allowed = this.allowed.slice();
    return copy;
  }
}

function covers(outer: Hit, inner: Hit): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function precedes(a: Hit, b: Hit): boolean {
  if (a.start !== b.start) return a.start < b.start;
  return a.end === b.end ? a.rule < b.rule : a.end > b.end;
}
