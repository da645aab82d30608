import { separatorKind, use } from './alternatives.ts';
import { boundarySymbol, findChild, wildcardSymbol, type Automaton } from './automaton.ts';
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

/** What a candidate remembers, in one integer: its uses, then these. */
const bit = {
  uses: 0b1111,
  /** A letter was skipped as repeated, and it takes one more of them to count as drawn out. */
  debt: 1 << 4,
  /** Every letter so far stood alone between separators. */
  single: 1 << 5,
  /** The last thing read was a separator, or a space of the pattern. */
  separated: 1 << 6,
  /** A letter was read as what it is. */
  plain: 1 << 7,
  oneSeparator: 1 << 8,
  separators: 0b111 << 8,
};
const classShift = 11;
/** How often the last letter was repeated, up to `drawnOut`. */
const runShift = 14;
const drawnOut = 3;
const maxSeparators = 4;

/** `supersets[u]`: bit `n` for every set `n` of uses that contains `u`. */
const supersets = Uint16Array.from({ length: 16 }, (_, uses) => {
  let sets = 0;
  for (let set = 0; set < 16; set++) if ((uses & ~set) === 0) sets |= 1 << set;
  return sets;
});

/**
 * The open readings that are not what a text says letter by letter. The automaton's state follows the literal text;
 * where another reading begins, it is followed here, as a node with the place where it began.
 */
export class Candidates {
  readonly #tables: ReadingTables;
  readonly #automaton: Automaton;
  readonly #hits: Hits;
  #current: Slot[] = [];
  #next: Slot[] = [];
  #seen = new Map<number, Slot>();

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
    for (const slot of this.#current) if (slot.start < start) start = slot.start;
    return start;
  }

  /** Lets every candidate read a code point. */
  advance(reading: Reading, place: Place): void {
    for (const slot of this.#current) {
      this.#readPlainly(slot, reading, place);
      this.#branch(slot, reading, place);
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
    for (const slot of this.#current) this.#endWord(slot, scriptClass.other);
    this.#current = [];
  }

  clone(tables: ReadingTables, hits: Hits): Candidates {
    const copy = new Candidates(tables, hits);
    copy.#current = this.#current.map((slot) => ({ ...slot }));
    return copy;
  }

  #branch(slot: Slot, reading: Reading, place: Place): void {
    const last = this.#automaton.symbol[slot.node]!;
    for (const { symbol, kind, use: used } of reading.alternatives) {
      this.#readOne(slot, symbol, kind, used, place);
      if (symbol === last && slot.node !== 0) this.#skipRepeat(slot, last, 1, used, place);
    }
    if (slot.node === 0) return;
    const kind = reading.classes[0] as ScriptClass;
    if (this.#automaton.hasWildcard && isLetter(kind)) this.#readOne(slot, wildcardSymbol, kind, use.none, place);
    if (reading.isUniform && reading.symbols[0] === last) {
      this.#skipRepeat(slot, last, reading.symbols.length, use.none, place);
    }
    if (reading.symbols.length === 1) this.#skipSeparator(slot, reading, kind, place);
  }

  /** Follows the folded symbols of a code point, and the end of a word before it. */
  #readPlainly(slot: Slot, reading: Reading, place: Place): void {
    let node = slot.node;
    let last = classOf(slot);
    this.#endWord(slot, reading.classes[0] as ScriptClass);
    for (let index = 0; index < reading.symbols.length; index++) {
      const kind = reading.classes[index] as ScriptClass;
      if (kind === scriptClass.space && last === scriptClass.space) continue;
      if (isBoundary(last, kind)) node = findChild(this.#automaton, node, boundarySymbol);
      if (node !== 0) node = findChild(this.#automaton, node, reading.symbols[index]!);
      if (node === 0) return;
      last = kind;
    }
    this.#consume(slot, node, last, bit.plain, place);
  }

  #readOne(slot: Slot, symbol: number, kind: ScriptClass, used: number, place: Place): void {
    const last = classOf(slot);
    if (kind === scriptClass.space && last === scriptClass.space) {
      this.#push(slot.node, slot.start, slot.end, slot.bits | used);
      return;
    }
    let node = slot.node;
    if (isBoundary(last, kind)) {
      node = findChild(this.#automaton, node, boundarySymbol);
      if (node === 0) return;
    }
    node = findChild(this.#automaton, node, symbol);
    if (node !== 0) this.#consume(slot, node, kind, used, place);
  }

  #consume(slot: Slot, node: number, kind: ScriptClass, added: number, place: Place): void {
    const start = slot.node === 0 ? place.start : slot.start;
    const isRepeat = slot.node !== 0 && this.#automaton.symbol[node] === this.#automaton.symbol[slot.node];
    const run = isRepeat ? Math.min(runOf(slot) + 1, drawnOut) : 1;
    if (slot.bits & bit.debt && run < drawnOut) return;
    let bits = (slot.bits & (bit.uses | bit.single | bit.plain)) | (kind << classShift) | (run << runShift);
    if (kind === scriptClass.space) {
      this.#push(node, start, place.end, bits | (added & bit.uses) | bit.separated);
      return;
    }
    bits |= added;
    if (!(slot.bits & bit.separated)) {
      if (slot.bits & use.spaces) return;
      bits &= ~bit.single;
    }
    this.#complete(node, start, place.end, bits);
    this.#push(node, start, place.end, bits);
  }

  /** Reads `count` more of the letter that was read last as one drawn out. */
  #skipRepeat(slot: Slot, symbol: number, count: number, used: number, place: Place): void {
    if (!isLetter(classOf(slot)) || (slot.bits & use.spaces && slot.bits & bit.separated)) return;
    const run = Math.min(runOf(slot) + count, drawnOut);
    const isEnough = run === drawnOut || this.#tables.seldomDoubled[symbol] === 1;
    const kept = bit.uses | bit.single | bit.plain | (0b111 << classShift);
    const bits = (slot.bits & kept) | used | use.repeats | (isEnough ? 0 : bit.debt) | (run << runShift);
    this.#push(slot.node, slot.start, place.end, bits);
  }

  #skipSeparator(slot: Slot, reading: Reading, kind: ScriptClass, place: Place): void {
    const last = classOf(slot);
    const count = (slot.bits & bit.separators) / bit.oneSeparator;
    if (!isLetter(last) || count >= maxSeparators) return;
    if (kind === scriptClass.space) {
      if (!(slot.bits & bit.single)) return;
      const added = place.previousClass === scriptClass.space && count > 0 ? 0 : bit.oneSeparator;
      this.#push(slot.node, slot.start, slot.end, (slot.bits | use.spaces | bit.separated) + added);
    } else if (kind === scriptClass.other) {
      if (reading.separator === separatorKind.none) return;
      if (last === scriptClass.unbounded && reading.separator !== separatorKind.anywhere) return;
      this.#push(slot.node, slot.start, slot.end, (slot.bits | use.symbols | bit.separated) + bit.oneSeparator);
    }
  }

  /** A word that ends before a character of the class `next`. */
  #endWord(slot: Slot, next: ScriptClass): void {
    if (slot.bits & (bit.debt | bit.separators) || !isBoundary(classOf(slot), next)) return;
    const node = findChild(this.#automaton, slot.node, boundarySymbol);
    if (node !== 0) this.#complete(node, slot.start, slot.end, slot.bits);
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
    if ((this.#automaton.permitted[node]! & supersets[bits & bit.uses]!) === 0) return;
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
    const slot = { node, start, end, bits };
    this.#next.push(slot);
    this.#seen.set(key, slot);
  }

  #hasOnlyEnd(node: number): boolean {
    const { firstChild, symbol } = this.#automaton;
    const child = firstChild[node]!;
    if (firstChild[node + 1] !== child + 1 || symbol[child] !== boundarySymbol) return false;
    return firstChild[child + 1] === firstChild[child];
  }
}

interface Slot {
  node: number;
  start: number;
  end: number;
  bits: number;
}

function classOf(slot: Slot): ScriptClass {
  return ((slot.bits >>> classShift) & 0b111) as ScriptClass;
}

function runOf(slot: Slot): number {
  return slot.bits >>> runShift;
}

/** Numbers are no words: a reading in which every letter is a digit or a symbol counts for nothing. */
function isAllDisguise(bits: number): boolean {
  return (bits & use.leetspeak) !== 0 && !(bits & bit.plain);
}
