import { separatorKind, use } from './alternatives.ts';
import { boundarySymbol, findChild, wildcardSymbol, type Automaton } from './automaton.ts';
import {
  bit,
  classOf,
  classShift,
  drawnOut,
  isAllDisguise,
  permits,
  runOf,
  runShift,
  type Candidate,
} from './candidate.ts';
import type { Hits } from './hits.ts';
import { isLetter, type Reading, type ReadingTables } from './reading.ts';
import { isBoundary, scriptClass, type ScriptClass } from './script-class.ts';

/** Where in the text a code point stands, and what stands before it. */
export interface Place {
  start: number;
  end: number;
  /** How often the symbol before was repeated: 1 for a symbol that differs from the one before it. */
  run: number;
  /** The class of the last code point that was not skipped. */
  previousClass: ScriptClass;
}

const maxSeparators = 4;

/**
 * The open readings that are not what a text says letter by letter. The automaton's state follows the literal text;
 * where another reading begins, it is followed here, as a node with the place where it began.
 */
export class Candidates {
  readonly #tables: ReadingTables;
  readonly #automaton: Automaton;
  readonly #hits: Hits;
  #current: Candidate[] = [];
  #next: Candidate[] = [];
  #seen = new Map<number, Candidate>();

  constructor(tables: ReadingTables, hits: Hits) {
    this.#tables = tables;
    this.#automaton = tables.automaton;
    this.#hits = hits;
  }

  get isEmpty(): boolean {
    return this.#current.length === 0;
  }

  /** Where the first open reading begins, or infinity. */
  get start(): number {
    let start = Infinity;
    for (const candidate of this.#current) if (candidate.start < start) start = candidate.start;
    return start;
  }

  /** Lets every candidate read a code point. */
  advance(reading: Reading, place: Place): void {
    for (const candidate of this.#current) {
      this.#readPlainly(candidate, reading, place);
      this.#branch(candidate, reading, place);
    }
  }

  /** Begins the other readings of a code point, after the literal reading of `node` that began at `start`. */
  spawn(node: number, start: number, end: number, single: boolean, reading: Reading, place: Place): void {
    const bits = node === 0 ? bit.single | bit.separated : bit.plain | (single ? bit.single : 0);
    const separated = place.previousClass === scriptClass.space ? bit.separated : 0;
    const run = Math.min(place.run, drawnOut) << runShift;
    this.#branch(
      { node, start, end, bits: bits | separated | (place.previousClass << classShift) | run },
      reading,
      place,
    );
  }

  /** Ends the reading of a code point. */
  commit(): void {
    const spent = this.#current;
    this.#current = this.#next;
    this.#next = spent;
    spent.length = 0;
    if (this.#seen.size > 0) this.#seen.clear();
  }

  /** Ends the text. */
  finish(): void {
    for (const candidate of this.#current) this.#endWord(candidate, scriptClass.other);
    this.#current = [];
  }

  clone(tables: ReadingTables, hits: Hits): Candidates {
    const copy = new Candidates(tables, hits);
    copy.#current = this.#current.map((candidate) => ({ ...candidate }));
    return copy;
  }

  #branch(candidate: Candidate, reading: Reading, place: Place): void {
    const last = this.#automaton.symbol[candidate.node]!;
    for (const { symbol, kind, use: used } of reading.alternatives) {
      this.#readOne(candidate, symbol, kind, used, place);
      if (symbol === last && candidate.node !== 0) this.#skipRepeat(candidate, last, 1, used, place);
    }
    if (candidate.node === 0) return;
    const kind = reading.classes[0] as ScriptClass;
    if (this.#automaton.hasWildcard && isLetter(kind)) this.#readOne(candidate, wildcardSymbol, kind, use.none, place);
    if (reading.isUniform && reading.symbols[0] === last) {
      this.#skipRepeat(candidate, last, reading.symbols.length, use.none, place);
    }
    if (reading.symbols.length === 1) this.#skipSeparator(candidate, reading, kind, place);
  }

  /** Follows the folded symbols of a code point, and the end of a word before it. */
  #readPlainly(candidate: Candidate, reading: Reading, place: Place): void {
    let node = candidate.node;
    let last = classOf(candidate);
    this.#endWord(candidate, reading.classes[0] as ScriptClass);
    for (let index = 0; index < reading.symbols.length; index++) {
      const kind = reading.classes[index] as ScriptClass;
      if (kind === scriptClass.space && last === scriptClass.space) continue;
      if (isBoundary(last, kind)) node = findChild(this.#automaton, node, boundarySymbol);
      if (node !== 0) node = findChild(this.#automaton, node, reading.symbols[index]!);
      if (node === 0) return;
      last = kind;
    }
    this.#consume(candidate, node, last, bit.plain, place);
  }

  #readOne(candidate: Candidate, symbol: number, kind: ScriptClass, used: number, place: Place): void {
    const last = classOf(candidate);
    if (kind === scriptClass.space && last === scriptClass.space) {
      this.#push(candidate.node, candidate.start, candidate.end, candidate.bits | used);
      return;
    }
    let node = candidate.node;
    if (isBoundary(last, kind)) {
      node = findChild(this.#automaton, node, boundarySymbol);
      if (node === 0) return;
    }
    node = findChild(this.#automaton, node, symbol);
    if (node !== 0) this.#consume(candidate, node, kind, used, place);
  }

  #consume(candidate: Candidate, node: number, kind: ScriptClass, added: number, place: Place): void {
    const start = candidate.node === 0 ? place.start : candidate.start;
    const isRepeat = candidate.node !== 0 && this.#automaton.symbol[node] === this.#automaton.symbol[candidate.node];
    const run = isRepeat ? Math.min(runOf(candidate) + 1, drawnOut) : 1;
    if (candidate.bits & bit.debt && run < drawnOut) return;
    let bits = (candidate.bits & (bit.uses | bit.single | bit.plain)) | (kind << classShift) | (run << runShift);
    if (kind === scriptClass.space) {
      this.#push(node, start, place.end, bits | (added & bit.uses) | bit.separated);
      return;
    }
    bits |= added;
    if (!(candidate.bits & bit.separated)) {
      if (candidate.bits & use.spaces) return;
      bits &= ~bit.single;
    }
    this.#complete(node, start, place.end, bits);
    this.#push(node, start, place.end, bits);
  }

  /** Reads `count` more of the letter that was read last as one drawn out. */
  #skipRepeat(candidate: Candidate, symbol: number, count: number, used: number, place: Place): void {
    if (!isLetter(classOf(candidate)) || (candidate.bits & use.spaces && candidate.bits & bit.separated)) return;
    const run = Math.min(runOf(candidate) + count, drawnOut);
    const isEnough = run === drawnOut || this.#tables.seldomDoubled[symbol] === 1;
    const kept = bit.uses | bit.single | bit.plain | (0b111 << classShift);
    const bits = (candidate.bits & kept) | used | use.repeats | (isEnough ? 0 : bit.debt) | (run << runShift);
    this.#push(candidate.node, candidate.start, place.end, bits);
  }

  #skipSeparator(candidate: Candidate, reading: Reading, kind: ScriptClass, place: Place): void {
    const last = classOf(candidate);
    const count = (candidate.bits & bit.separators) / bit.oneSeparator;
    if (!isLetter(last) || count >= maxSeparators) return;
    if (kind === scriptClass.space) {
      if (!(candidate.bits & bit.single)) return;
      const added = place.previousClass === scriptClass.space && count > 0 ? 0 : bit.oneSeparator;
      this.#push(candidate.node, candidate.start, candidate.end, (candidate.bits | use.spaces | bit.separated) + added);
    } else if (kind === scriptClass.other) {
      if (reading.separator === separatorKind.none) return;
      if (last === scriptClass.unbounded && reading.separator !== separatorKind.anywhere) return;
      this.#push(
        candidate.node,
        candidate.start,
        candidate.end,
        (candidate.bits | use.symbols | bit.separated) + bit.oneSeparator,
      );
    }
  }

  /** A word that ends before a character of the class `next`. */
  #endWord(candidate: Candidate, next: ScriptClass): void {
    if (candidate.bits & (bit.debt | bit.separators) || !isBoundary(classOf(candidate), next)) return;
    const node = findChild(this.#automaton, candidate.node, boundarySymbol);
    if (node !== 0) this.#complete(node, candidate.start, candidate.end, candidate.bits);
  }

  #complete(node: number, start: number, end: number, bits: number): void {
    const { rule, nextRule } = this.#automaton;
    if (isAllDisguise(bits)) return;
    for (let found = rule[node]!; found >= 0; found = nextRule[found]!) {
      if (bits & bit.uses & ~this.#tables.ruleUses[found]!) continue;
      this.#hits.add(start, end, found);
      return;
    }
  }

  /** Keeps a reading that a rule can still come of. Of two that are alike, the one that began first says it all. */
  #push(node: number, start: number, end: number, bits: number): void {
    if (!permits(this.#automaton.permitted[node]!, bits)) return;
    if (isAllDisguise(bits) && this.#hasOnlyEnd(node)) return;
    const key = node * 0x10000 + bits;
    const known = this.#seen.get(key);
    if (known) {
      if (start < known.start) {
        known.start = start;
        known.end = end;
      }
      return;
    }
    const candidate = { node, start, end, bits };
    this.#next.push(candidate);
    this.#seen.set(key, candidate);
  }

  #hasOnlyEnd(node: number): boolean {
    const { firstChild, symbol } = this.#automaton;
    const child = firstChild[node]!;
    if (firstChild[node + 1] !== child + 1 || symbol[child] !== boundarySymbol) return false;
    return firstChild[child + 1] === firstChild[child];
  }
}
