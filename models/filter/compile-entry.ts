import { use } from './alternatives.ts';
import { boundarySymbol, wildcardSymbol } from './automaton.ts';
import type { Folder } from './fold.ts';
import type { Foldings } from './foldings.ts';
import type { PatternSet } from './pattern-set.ts';
import { isLetter } from './reading.ts';
import { classifyCodePoint, isBoundary, scriptClass, type ScriptClass } from './script-class.ts';

/** The symbol of a folded unit that patterns use, and what it is. */
export interface AssignedSymbol {
  symbol: number;
  kind: ScriptClass;
  isDigit: boolean;
}

/** What entries are compiled with, and the patterns they become. */
export interface EntryTarget {
  folder: Folder;
  patterns: PatternSet;
  /** Gives a folded unit its symbol. */
  assign(unit: number): AssignedSymbol;
}

const wildcard = 0x3f;
const space = 0x20;
/** Room for one entry, used again by the next: a list may hold hundreds of thousands. */
const maxUnits = 8192;
const units = new Int32Array(maxUnits);
const starts = new Int32Array(maxUnits);
const codes = new Uint16Array(2 * maxUnits + 4);

/** An entry without the `*` at its ends, and at which of them one stood. */
export function splitStars(text: string): { core: string; opensLeft: boolean; opensRight: boolean } {
  const trimmed = text.trim();
  if (!trimmed.includes('*')) return { core: trimmed, opensLeft: false, opensRight: false };
  const core = trimmed.replace(/^\*+|\*+$/g, '');
  if (core === '') return { core: trimmed, opensLeft: false, opensRight: false };
  return { core, opensLeft: trimmed.startsWith('*'), opensRight: trimmed.endsWith('*') };
}

/** Adds an entry as a pattern of `rule` and returns the uses with which it may be found; null when nothing is left of it. */
export function compileEntry(text: string, rule: number, foldings: Foldings, target: EntryTarget): number | null {
  const { core, opensLeft, opensRight } = splitStars(text);
  const count = foldIntoUnits(core, target.folder);
  const letters = { count: 0, lastStart: -1, spaceless: false, hasDigit: false };
  let previous: ScriptClass = scriptClass.other;
  let length = 0;
  for (let index = 0; index < count; index++) {
    const unit = units[index]!;
    const assigned = unit === wildcard && isWildcardAt(units.subarray(0, count), index) ? null : target.assign(unit);
    const kind: ScriptClass = assigned ? assigned.kind : previous;
    if (isBoundary(previous, kind) && !(opensLeft && length === 0)) codes[length++] = boundarySymbol;
    codes[length++] = assigned ? assigned.symbol : wildcardSymbol;
    previous = kind;
    if (!isLetter(kind)) continue;
    // A Hangul syllable folds to several units and counts as one letter.
    if (starts[index] !== letters.lastStart) letters.count++;
    letters.lastStart = starts[index]!;
    letters.spaceless ||= kind !== scriptClass.bounded;
    letters.hasDigit ||= assigned?.isDigit ?? false;
  }
  if (length === 0) return null;
  if (previous === scriptClass.bounded && !opensRight) codes[length++] = boundarySymbol;
  target.patterns.add(codes, length, rule);
  return permitUses(letters, foldings);
}

/** Folds an entry into `units`, without the spaces at its ends, and returns how many there are. */
function foldIntoUnits(text: string, folder: Folder): number {
  let count = 0;
  for (let start = 0; start < text.length && count < maxUnits - 32;) {
    const codePoint = text.codePointAt(start)!;
    const folded = folder.fold(codePoint);
    for (let index = 0; index < folded.length; index++) {
      const unit = folded[index]!;
      if (unit === space && (count === 0 || units[count - 1] === space)) continue;
      units[count] = unit;
      starts[count++] = start;
    }
    start += codePoint > 0xffff ? 2 : 1;
  }
  return count > 0 && units[count - 1] === space ? count - 1 : count;
}

/** Whether the `?` at `index` stands for any one letter: it does between two letters, and is itself elsewhere. */
export function isWildcardAt(folded: ArrayLike<number>, index: number): boolean {
  const before = folded[index - 1];
  const after = folded[index + 1];
  if (before === undefined || after === undefined) return false;
  return isLetter(classifyCodePoint(before)) && isLetter(classifyCodePoint(after));
}

/** Short words are found as they are written: "as" spaced apart, or in digits, is in every text. */
function permitUses(letters: { count: number; spaceless: boolean; hasDigit: boolean }, foldings: Foldings): number {
  let uses = use.none as number;
  if (foldings.leetspeak && letters.count >= 4) uses |= use.leetspeak;
  if (foldings.repeats && letters.count >= (letters.spaceless ? 2 : 3) && !letters.hasDigit) uses |= use.repeats;
  if (foldings.separators && letters.count >= (letters.spaceless ? 2 : 4)) uses |= use.symbols;
  if (foldings.separators && letters.count >= (letters.spaceless ? 3 : 4)) uses |= use.spaces;
  return uses;
}
