import { allowRule, unknownSymbol } from './automaton.ts';

const smallRange = 12;

/** Patterns in one array of symbols, each ended by a zero, so that 100,000 of them are sorted without making strings. */
export class PatternSet {
  #codes = new Uint16Array(1 << 12);
  #used = 0;
  readonly #starts: number[] = [];
  readonly #rules: number[] = [];

  get size(): number {
    return this.#starts.length;
  }

  /** Adds the first `length` of `symbols` as a pattern of `rule`, or of `allowRule`. */
  add(symbols: Uint16Array, length: number, rule: number): void {
    if (this.#used + length + 1 > this.#codes.length) {
      const grown = new Uint16Array(2 * (this.#codes.length + length));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    this.#starts.push(this.#used);
    this.#rules.push(rule);
    this.#codes.set(length === symbols.length ? symbols : symbols.subarray(0, length), this.#used);
    this.#used += length;
    this.#codes[this.#used++] = unknownSymbol;
  }

  /** The symbol of a pattern at `level`, 0 at its end. */
  symbolAt(pattern: number, level: number): number {
    return this.#codes[this.#starts[pattern]! + level]!;
  }

  lengthOf(pattern: number): number {
    return (this.#starts[pattern + 1] ?? this.#used) - this.#starts[pattern]! - 1;
  }

  ruleOf(pattern: number): number {
    return this.#rules[pattern]!;
  }

  /** The patterns in order of their symbols; equal ones follow each other, allow phrases first and then by rule. */
  sort(): Uint32Array {
    const order = Uint32Array.from({ length: this.size }, (_, index) => index);
    this.#sortRange(order, 0, order.length, 0);
    return order;
  }

  /** Multikey quicksort: partitions by the symbol at `level`, and goes a level deeper among equals. */
  #sortRange(order: Uint32Array, from: number, to: number, level: number): void {
    let low = from;
    let high = to;
    while (high - low > smallRange) {
      const pivot = this.symbolAt(order[(low + high) >>> 1]!, level);
      let less = low;
      let more = high;
      for (let index = low; index < more;) {
        const symbol = this.symbolAt(order[index]!, level);
        if (symbol < pivot) swap(order, less++, index++);
        else if (symbol > pivot) swap(order, --more, index);
        else index++;
      }
      if (pivot === unknownSymbol) this.#sortEqual(order, less, more);
      else this.#sortRange(order, less, more, level + 1);
      // The larger side goes on in this loop, so that the stack stays shallow.
      if (less - low < high - more) {
        this.#sortRange(order, low, less, level);
        low = more;
      } else {
        this.#sortRange(order, more, high, level);
        high = less;
      }
    }
    for (let index = low + 1; index < high; index++) {
      for (let place = index; place > low && this.#precedes(order[place]!, order[place - 1]!, level); place--) {
        swap(order, place, place - 1);
      }
    }
  }

  #sortEqual(order: Uint32Array, from: number, to: number): void {
    order.subarray(from, to).sort((a, b) => orderOfRule(this.ruleOf(a)) - orderOfRule(this.ruleOf(b)));
  }

  #precedes(a: number, b: number, level: number): boolean {
    for (let place = level; ; place++) {
      const ofA = this.symbolAt(a, place);
      const ofB = this.symbolAt(b, place);
      if (ofA !== ofB) return ofA < ofB;
      if (ofA === unknownSymbol) return orderOfRule(this.ruleOf(a)) < orderOfRule(this.ruleOf(b));
    }
  }
}

function orderOfRule(rule: number): number {
  return rule === allowRule ? -1 : rule;
}

function swap(order: Uint32Array, a: number, b: number): void {
  const kept = order[a]!;
  order[a] = order[b]!;
  order[b] = kept;
}
