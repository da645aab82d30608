import { AppError } from '../app-error.ts';
import { boundarySymbol, buildAutomaton, type Pattern } from './automaton.ts';
import { foldCodePoint, foldEntry } from './fold.ts';
import { Scan, type Hit, type ScanTables, type SymbolRun } from './scan.ts';
import { classifyCodePoint, isBoundary, scriptClass, type ScriptClass } from './script-class.ts';
import type { Match, RuleReference, WordList } from './word-list.ts';

/** Finds sensitive words: compiled once from word lists, used by any number of texts and streams at a time. */
export class Matcher {
  readonly #tables: ScanTables;
  readonly #lists: readonly WordList[];
  readonly #ruleLists: Uint16Array;
  readonly #ruleLines: Uint32Array;

  constructor(tables: ScanTables, lists: readonly WordList[], ruleLists: Uint16Array, ruleLines: Uint32Array) {
    this.#tables = tables;
    this.#lists = lists;
    this.#ruleLists = ruleLists;
    this.#ruleLines = ruleLines;
  }

  /** The leftmost match of a text, the longest of those that begin there; null for a clean text. */
  find(text: string): Match | null {
    const scan = this.startScan();
    for (let index = 0; index < text.length; index++) if (scan.feed(text.charCodeAt(index))) break;
    const hit = scan.finish();
    return hit && { start: hit.start, end: hit.end, rule: this.describeRule(hit) };
  }

  /** Begins to read a text piece by piece. */
  startScan(): Scan {
    return new Scan(this.#tables);
  }

  /** Which entry of which list a hit of a scan comes from. */
  describeRule(hit: Hit): RuleReference {
    const list = this.#lists[this.#ruleLists[hit.rule]!]!;
    return { listId: list.id, listName: list.name, category: list.category, line: this.#ruleLines[hit.rule]! };
  }
}

/** Compiles word lists into a matcher. Entries that fold to nothing are left out: `parseWords` reports them. */
export function compileMatcher(lists: readonly WordList[]): Matcher {
  const alphabet = new Map<number, number>();
  const patterns: Pattern[] = [];
  const ruleLists: number[] = [];
  const ruleLines: number[] = [];
  for (const [listIndex, list] of lists.entries()) {
    for (const entry of list.entries) {
      const symbols = compileEntry(entry.text, alphabet);
      if (symbols === '') continue;
      patterns.push({ symbols, rule: ruleLines.length });
      ruleLists.push(listIndex);
      ruleLines.push(entry.line);
    }
  }
  const automaton = buildAutomaton(patterns, alphabet.size + firstSymbol);
  // The words themselves are not kept: a matcher names its rules and cannot quote them.
  const named = lists.map((list) => ({ ...list, entries: [] }));
  return new Matcher(createTables(automaton, alphabet), named, Uint16Array.from(ruleLists), Uint32Array.from(ruleLines));
}

const firstSymbol = boundarySymbol + 1;
const maxSymbols = 0xffff;

function compileEntry(text: string, alphabet: Map<number, number>): string {
  let symbols = '';
  let previous: ScriptClass = scriptClass.other;
  for (const unit of foldEntry(text)) {
    const next = classifyCodePoint(unit);
    if (isBoundary(previous, next)) symbols += String.fromCharCode(boundarySymbol);
    symbols += String.fromCharCode(assignSymbol(unit, alphabet));
    previous = next;
  }
  return previous === scriptClass.bounded ? symbols + String.fromCharCode(boundarySymbol) : symbols;
}

function assignSymbol(unit: number, alphabet: Map<number, number>): number {
  const known = alphabet.get(unit);
  if (known !== undefined) return known;
  const symbol = alphabet.size + firstSymbol;
  if (symbol > maxSymbols) {
    throw new AppError('badInput', 'The word lists use more than 65,000 different characters; shorten them.');
  }
  alphabet.set(unit, symbol);
  return symbol;
}

function createTables(automaton: ScanTables['automaton'], alphabet: ReadonlyMap<number, number>): ScanTables {
  const compute = (codePoint: number): SymbolRun => {
    const units = foldCodePoint(codePoint);
    return {
      symbols: Uint16Array.from(units, (unit) => alphabet.get(unit) ?? 0),
      classes: Uint8Array.from(units, classifyCodePoint),
    };
  };
  const known = new Map<number, SymbolRun>();
  return {
    automaton,
    ascii: Array.from({ length: 0x80 }, (_, codePoint) => compute(codePoint)),
    lookUp(codePoint) {
      let run = known.get(codePoint);
      if (!run) {
        if (known.size >= 20_000) known.clear();
        known.set(codePoint, (run = compute(codePoint)));
      }
      return run;
    },
  };
}
