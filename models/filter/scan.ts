import { allowRule, boundarySymbol, nextState, unknownSymbol, type Automaton } from './automaton.ts';
import { isBoundary, scriptClass, type ScriptClass } from './script-class.ts';

/** The symbols a code point folds to, and the script class of each. */
export interface SymbolRun {
  symbols: Uint16Array;
  classes: Uint8Array;
}

/** What a scan reads with: the automaton, and the symbols of a code point. */
export interface ScanTables {
  automaton: Automaton;
  ascii: readonly SymbolRun[];
  lookUp(codePoint: number): SymbolRun;
}

/** A range of UTF-16 units of the text, and the rule found there (`allowRule` for an allow phrase). */
export interface Hit {
  start: number;
  end: number;
  rule: number;
}

const replacement = 0xfffd;

/**
 * Reads one text, unit by unit, and decides its leftmost longest match as soon as nothing that follows can change
 * it. Deny hits wait in `pending` while an earlier, a longer or an allowed reading of them is still open.
 */
export class Scan {
  /** The match, once it is certain. Nothing is read after it. */
  decided: Hit | null = null;

  readonly #tables: ScanTables;
  readonly #mask: number;
  #starts: Int32Array;
  #ends: Int32Array;
  #count = 0;
  #state = 0;
  #offset = 0;
  #lastEnd = 0;
  #lastClass: ScriptClass = scriptClass.other;
  #highSurrogate = 0;
  #pending: Hit[] = [];
  #allowed: Hit[] = [];

  constructor(tables: ScanTables) {
    this.#tables = tables;
    const size = 2 ** Math.ceil(Math.log2(tables.automaton.maxDepth + 2));
    this.#mask = size - 1;
    this.#starts = new Int32Array(size);
    this.#ends = new Int32Array(size);
  }

  /** UTF-16 units read. */
  get offset(): number {
    return this.#offset;
  }

  /** Where the tail begins that is, or could still become, a part of a match; `offset` when there is none. */
  get heldFrom(): number {
    if (this.decided) return this.decided.start;
    let held = this.#offset - (this.#highSurrogate === 0 ? 0 : 1);
    for (const hit of this.#pending) held = Math.min(held, hit.start);
    return Math.min(held, this.#liveStart(this.#tables.automaton.denyDepth));
  }

  /** Reads one UTF-16 unit. Returns true when a match is decided. */
  feed(unit: number): boolean {
    const offset = this.#offset++;
    if (this.#highSurrogate !== 0) {
      const high = this.#highSurrogate;
      this.#highSurrogate = 0;
      if ((unit & 0xfc00) === 0xdc00) {
        return this.#read(((high - 0xd800) << 10) + unit - 0xdc00 + 0x10000, offset - 1, offset + 1);
      }
      if (this.#read(replacement, offset - 1, offset)) return true;
    }
    if ((unit & 0xfc00) === 0xd800) {
      this.#highSurrogate = unit;
      return false;
    }
    return this.#read((unit & 0xfc00) === 0xdc00 ? replacement : unit, offset, offset + 1);
  }

  /** Ends a piece of text: a high surrogate at its end stays alone, whatever follows. */
  cut(): boolean {
    if (this.#highSurrogate === 0) return false;
    this.#highSurrogate = 0;
    return this.#read(replacement, this.#offset - 1, this.#offset);
  }

  /** Ends the text and returns its match. */
  finish(): Hit | null {
    if (this.decided || this.cut()) return this.decided;
    if (isBoundary(this.#lastClass, scriptClass.other)) {
      this.#step(boundarySymbol, this.#offset, this.#lastEnd, true);
    }
    this.decided = this.#best();
    this.#state = 0;
    return this.decided;
  }

  /** A scan of its own in the same state. */
  clone(): Scan {
    const copy = new Scan(this.#tables);
    copy.decided = this.decided;
    copy.#starts = this.#starts.slice();
    copy.#ends = this.#ends.slice();
    copy.#count = this.#count;
    copy.#state = this.#state;
    copy.#offset = this.#offset;
    copy.#lastEnd = this.#lastEnd;
    copy.#lastClass = this.#lastClass;
    copy.#highSurrogate = this.#highSurrogate;
    copy.#pending = this.#pending.slice();
    copy.#allowed = this.#allowed.slice();
    return copy;
  }

  #read(codePoint: number, start: number, end: number): boolean {
    const run = codePoint < 0x80 ? this.#tables.ascii[codePoint]! : this.#tables.lookUp(codePoint);
    const last = run.symbols.length - 1;
    for (let index = 0; index <= last; index++) {
      const next = run.classes[index] as ScriptClass;
      const previous = this.#lastClass;
      if (next === scriptClass.space && previous === scriptClass.space) continue;
      if (isBoundary(previous, next)) this.#step(boundarySymbol, start, this.#lastEnd, index === 0);
      this.#lastClass = next;
      this.#lastEnd = end;
      if (this.#allowed.length > 0) this.#allowed = [];
      this.#step(run.symbols[index]!, start, end, index === last);
    }
    if (this.#pending.length > 0) this.#decide();
    return this.decided !== null;
  }

  /** `atEdge`: a pattern may end here, for no code point is cut in two. */
  #step(symbol: number, start: number, end: number, atEdge: boolean): void {
    const slot = this.#count++ & this.#mask;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    if (symbol === unknownSymbol) {
      this.#state = 0;
      return;
    }
    const { automaton } = this.#tables;
    this.#state = nextState(automaton, this.#state, symbol);
    if (atEdge && automaton.ending[this.#state] !== 0) this.#collect(end);
  }

  #collect(end: number): void {
    const { ending, failure, depth, rule } = this.#tables.automaton;
    for (let node = ending[this.#state]!; node !== 0; node = ending[failure[node]!]!) {
      const start = this.#starts[(this.#count - depth[node]!) & this.#mask]!;
      const hit = { start, end, rule: rule[node]! };
      (hit.rule === allowRule ? this.#allowed : this.#pending).push(hit);
    }
    if (this.#allowed.length === 0) return;
    this.#pending = this.#pending.filter((hit) => !this.#allowed.some((allowed) => covers(allowed, hit)));
  }

  #decide(): void {
    const best = this.#best();
    if (!best) return;
    const { denyDepth, allowDepth } = this.#tables.automaton;
    if (this.#liveStart(denyDepth) <= best.start || this.#liveStart(allowDepth) <= best.start) return;
    this.decided = best;
  }

  #best(): Hit | null {
    return this.#pending.reduce<Hit | null>((best, hit) => (best && comparesBefore(best, hit) ? best : hit), null);
  }

  /** Where the longest open reading begins, or infinity. */
  #liveStart(depths: Uint16Array): number {
    const depth = depths[this.#state]!;
    return depth === 0 ? Infinity : this.#starts[(this.#count - depth) & this.#mask]!;
  }
}

function covers(outer: Hit, inner: Hit): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Leftmost first, then the longest, then the rule that was listed first. */
function comparesBefore(a: Hit, b: Hit): boolean {
  if (a.start !== b.start) return a.start < b.start;
  return a.end === b.end ? a.rule <= b.rule : a.end > b.end;
}
