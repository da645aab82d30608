import { boundarySymbol, nextState, unknownSymbol } from './automaton.ts';
import { Candidates, type Place } from './candidates.ts';
import type { Hits } from './hits.ts';
import { isLetter, type Reading, type ReadingTables } from './reading.ts';
import { isBoundary, scriptClass, type ScriptClass } from './script-class.ts';
import { separatorKind } from './alternatives.ts';

/** Reads one text with one automaton, code point by code point, and adds what it finds to `hits`. */
export class Reader {
  readonly #tables: ReadingTables;
  readonly #hits: Hits;
  readonly #mask: number;
  #candidates: Candidates;
  /** Offsets of the last symbols, by their number modulo the length. */
  #starts: Int32Array;
  #count = 0;
  #state = 0;
  #lastStart = 0;
  #lastEnd = 0;
  #lastSymbol = unknownSymbol;
  #place: Place = { start: 0, end: 0, run: 1, previousClass: scriptClass.other };

  constructor(tables: ReadingTables, hits: Hits) {
    this.#tables = tables;
    this.#hits = hits;
    this.#candidates = new Candidates(tables, hits);
    const size = 2 ** Math.ceil(Math.log2(tables.automaton.maxDepth + 2));
    this.#mask = size - 1;
    this.#starts = new Int32Array(size);
  }

  /** Where the first reading begins that a deny rule could still come of, or infinity. */
  get denyStart(): number {
    const start = this.#startOfDepth(this.#tables.automaton.denyDepth[this.#state]!);
    return this.#candidates.isEmpty ? start : Math.min(start, this.#candidates.start);
  }

  /** The same for allow phrases. */
  get allowStart(): number {
    return this.#startOfDepth(this.#tables.automaton.allowDepth[this.#state]!);
  }

  /** Where the last code point ends that was not skipped: no hit to come ends before. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  read(codePoint: number, start: number, end: number): void {
    const reading = codePoint < 0x80 ? this.#tables.ascii[codePoint]! : this.#tables.lookUp(codePoint);
    const last = reading.symbols.length - 1;
    if (last < 0) return;
    const place = this.#place;
    place.start = start;
    place.end = end;
    if (!this.#candidates.isEmpty) this.#candidates.advance(reading, place);
    this.#spawn(reading, place);
    this.#candidates.commit();
    for (let index = 0; index <= last; index++) {
      const kind = reading.classes[index] as ScriptClass;
      const previous = place.previousClass;
      if (kind === scriptClass.space && previous === scriptClass.space) continue;
      if (isBoundary(previous, kind)) this.#step(boundarySymbol, start, this.#lastEnd, index === 0);
      const symbol = reading.symbols[index]!;
      place.previousClass = kind;
      place.run = symbol === this.#lastSymbol ? place.run + 1 : 1;
      this.#lastSymbol = symbol;
      this.#lastStart = start;
      this.#lastEnd = end;
      this.#step(symbol, start, end, index === last);
    }
  }

  finish(offset: number): void {
    this.#candidates.finish();
    if (isBoundary(this.#place.previousClass, scriptClass.other)) {
      this.#step(boundarySymbol, offset, this.#lastEnd, true);
    }
    this.#state = 0;
  }

  clone(hits: Hits): Reader {
    const copy = new Reader(this.#tables, hits);
    copy.#candidates = this.#candidates.clone(this.#tables, hits);
    copy.#starts = this.#starts.slice();
    copy.#count = this.#count;
    copy.#state = this.#state;
    copy.#lastStart = this.#lastStart;
    copy.#lastEnd = this.#lastEnd;
    copy.#lastSymbol = this.#lastSymbol;
    copy.#place = { ...this.#place };
    return copy;
  }

  /** Begins the readings of a code point that are not the literal one, after every open literal reading. */
  #spawn(reading: Reading, place: Place): void {
    const { automaton } = this.#tables;
    const kind = reading.classes[0] as ScriptClass;
    const separates = kind === scriptClass.space || reading.separator !== separatorKind.none;
    const wild = automaton.hasWildcard && isLetter(kind);
    const repeats = reading.isUniform && reading.symbols[0] === this.#lastSymbol;
    if (reading.alternatives.length > 0 || repeats || separates || wild) {
      for (let node = this.#state; node !== 0; node = automaton.failure[node]!) {
        const start = this.#startOfDepth(automaton.depth[node]!);
        this.#candidates.spawn(node, start, this.#lastEnd, start === this.#lastStart, reading, place);
      }
    }
    if (reading.alternatives.length > 0) {
      this.#candidates.spawn(0, place.start, place.start, true, reading, place);
    }
  }

  /** `atEdge`: a pattern may end here, for no code point is cut in two. */
  #step(symbol: number, start: number, end: number, atEdge: boolean): void {
    this.#starts[this.#count++ & this.#mask] = start;
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
      this.#hits.add(this.#startOfDepth(depth[node]!), end, rule[node]!);
    }
  }

  #startOfDepth(depth: number): number {
    return depth === 0 ? Infinity : this.#starts[(this.#count - depth) & this.#mask]!;
  }
}
