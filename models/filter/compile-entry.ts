import { use } from './alternatives.ts';
import { boundarySymbol, wildcardSymbol } from './automaton.ts';
import { foldEntry, type Folder } from './fold.ts';
import type { Foldings } from './foldings.ts';
import { isLetter } from './reading.ts';
import { classifyCodePoint, isBoundary, scriptClass, type ScriptClass } from './script-class.ts';

/** The symbol of a folded unit that patterns use, and its script class. */
export interface AssignedSymbol {
  symbol: number;
  kind: ScriptClass;
}

/** Gives a folded unit its symbol. */
export type AssignSymbol = (unit: number) => AssignedSymbol;

/** An entry as a pattern: its symbols, and the uses with which it may be found. */
export interface CompiledEntry {
  symbols: string;
  uses: number;
}

const wildcard = 0x3f;
const boundary = String.fromCharCode(boundarySymbol);

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
  const units = foldEntry(core, folder);
  let symbols = '';
  let previous: ScriptClass = scriptClass.other;
  for (let index = 0; index < units.length; index++) {
    const unit = units[index]!;
    const wild = unit === wildcard && isWildcardAt(units, index);
    const assigned: AssignedSymbol = wild ? { symbol: wildcardSymbol, kind: previous } : assign(unit);
    if (isBoundary(previous, assigned.kind) && !(opensLeft && symbols === '')) symbols += boundary;
    symbols += String.fromCharCode(assigned.symbol);
    previous = assigned.kind;
  }
  if (previous === scriptClass.bounded && !opensRight) symbols += boundary;
  return { symbols, uses: permittedUses(core, units, foldings) };
}

/** Whether the `?` at `index` stands for any one letter: it does between two letters, and is itself elsewhere. */
export function isWildcardAt(units: readonly number[], index: number): boolean {
  const before = units[index - 1];
  const after = units[index + 1];
  return before !== undefined && after !== undefined && isWordUnit(before) && isWordUnit(after);
}

function isWordUnit(unit: number): boolean {
  return isLetter(classifyCodePoint(unit));
}

/** Short words are found as they are written: "as" spaced apart, or in digits, is in every text. */
function permittedUses(core: string, units: readonly number[], foldings: Foldings): number {
  const letters = [...core.normalize('NFC')].filter((character) => /[\p{L}\p{N}]/u.test(character)).length;
  const isUnbounded = units.some((unit) => classifyCodePoint(unit) === scriptClass.unbounded);
  const isHangul = units.some((unit) => classifyCodePoint(unit) === scriptClass.hangul);
  const hasDigit = /\p{N}/u.test(core);
  let uses = use.none as number;
  if (foldings.leetspeak && letters >= 4) uses |= use.leetspeak;
  if (foldings.repeats && letters >= 3 && !hasDigit) uses |= use.repeats;
  if (foldings.separators && letters >= (isUnbounded || isHangul ? 2 : 4)) uses |= use.symbols;
  if (foldings.separators && letters >= (isUnbounded || isHangul ? 3 : 4)) uses |= use.spaces;
  return uses;
}
