import { use } from './alternatives.ts';
import { boundarySymbol, wildcardSymbol } from './automaton.ts';
import { foldEntry, type Folder } from './fold.ts';
import type { Foldings } from './foldings.ts';
import { isLetter } from './reading.ts';
import { classifyCodePoint, isBoundary, scriptClass, type ScriptClass } from './script-class.ts';

/** The symbol of a folded unit that patterns use, and what it is. */
export interface AssignedSymbol {
  symbol: number;
  kind: ScriptClass;
  isDigit: boolean;
}

/** Gives a folded unit its symbol. */
export type AssignSymbol = (unit: number) => AssignedSymbol;

/** An entry as a pattern: the codes of its symbols, and the uses with which it may be found. */
export interface CompiledEntry {
  symbols: number[];
  uses: number;
}

const wildcard = 0x3f;

/** An entry without the `*` at its ends, and at which of them one stood. */
export function splitStars(text: string): { core: string; opensLeft: boolean; opensRight: boolean } {
  const trimmed = text.trim();
  const core = trimmed.replace(/^\*+|\*+$/g, '');
  if (core === '') return { core: trimmed, opensLeft: false, opensRight: false };
  return { core, opensLeft: trimmed.startsWith('*'), opensRight: trimmed.endsWith('*') };
}

/** Compiles an entry; `symbols` is empty when nothing is left of it. */
export function compileEntry(text: string, folder: Folder, foldings: Foldings, assign: AssignSymbol): CompiledEntry {
  const { core, opensLeft, opensRight } = splitStars(text);
  const { units, starts } = foldEntry(core, folder);
  const symbols: number[] = [];
  const letters = { count: 0, lastStart: -1, spaceless: false, hasDigit: false };
  let previous: ScriptClass = scriptClass.other;
  for (let index = 0; index < units.length; index++) {
    const unit = units[index]!;
    const assigned = unit === wildcard && isWildcardAt(units, index) ? null : assign(unit);
    const kind: ScriptClass = assigned ? assigned.kind : previous;
    if (isBoundary(previous, kind) && !(opensLeft && symbols.length === 0)) symbols.push(boundarySymbol);
    symbols.push(assigned ? assigned.symbol : wildcardSymbol);
    previous = kind;
    if (!isLetter(kind)) continue;
    // A Hangul syllable folds to several units and counts as one letter.
    if (starts[index] !== letters.lastStart) letters.count++;
    letters.lastStart = starts[index]!;
    letters.spaceless ||= kind !== scriptClass.bounded;
    letters.hasDigit ||= assigned?.isDigit ?? false;
  }
  if (previous === scriptClass.bounded && !opensRight) symbols.push(boundarySymbol);
  return { symbols, uses: permitUses(letters, foldings) };
}

/** Whether the `?` at `index` stands for any one letter: it does between two letters, and is itself elsewhere. */
export function isWildcardAt(units: readonly number[], index: number): boolean {
  const before = units[index - 1];
  const after = units[index + 1];
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
