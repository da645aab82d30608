import { commonWords } from './common-words.ts';
import { isWildcardAt, splitStars } from './compile-entry.ts';
import { foldEntry } from './fold.ts';
import { isLetter } from './reading.ts';
import { classifyCodePoint, scriptClass } from './script-class.ts';
import type { WordEntry } from './word-list.ts';

/** Longest entry, in UTF-16 units. */
export const maxEntryLength = 200;
const minWildcardLetters = 3;
const maxQuestionMarks = 4;
const questionMark = 0x3f;

const foldedCommonWords = new Set(commonWords.map((word) => String.fromCodePoint(...foldEntry(word).units)));

/** Checks the entries of one list, one after the other, and remembers those it has seen. */
export class EntryChecker {
  readonly #lineByFolded = new Map<string, { line: number; allow: boolean }>();

  /** What is wrong with an entry, as a sentence for its author; null for one to take. */
  check({ text, line, allow = false }: WordEntry): string | null {
    if (text.length > maxEntryLength)
      return `Longer than ${maxEntryLength} characters; an entry is a word or a phrase.`;
    if (text.includes('\ufffd')) return 'Holds a damaged character; save the list as UTF-8.';
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return 'Holds control characters; a list is plain text.';
    const { core, opensLeft, opensRight } = splitStars(text);
    const { units } = foldEntry(core);
    const problem = checkUnits(units) ?? checkWildcards(units, core, opensLeft || opensRight, allow);
    if (problem) return problem;
    const folded = String.fromCodePoint(...units);
    if (!allow && foldedCommonWords.has(folded)) return 'A common word, which would match almost every text.';
    return this.#remember(`${opensLeft ? '*' : ''}${folded}${opensRight ? '*' : ''}`, line, allow);
  }

  #remember(key: string, line: number, allow: boolean): string | null {
    const known = this.#lineByFolded.get(key);
    if (!known) {
      this.#lineByFolded.set(key, { line, allow });
      return null;
    }
    if (known.allow === allow) return `The same as line ${known.line}.`;
    return `Contradicts line ${known.line}, which ${known.allow ? 'allows' : 'forbids'} the same.`;
  }
}

const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const han = /\p{Script=Han}/u;

function checkUnits(units: readonly number[]): string | null {
  if (units.length === 0) return 'Nothing is left of it once case, accents and invisible characters are folded away.';
  if (!units.some((unit) => isLetter(classifyCodePoint(unit)))) {
    const isPicture = units.some((unit) => pictograph.test(String.fromCodePoint(unit)));
    return isPicture ? null : 'It has no letter or digit, and would match too much.';
  }
  if (units.length === 1 && !han.test(String.fromCodePoint(units[0]!))) return 'A single letter would match too much.';
  return null;
}

function checkWildcards(units: readonly number[], core: string, isOpen: boolean, allow: boolean): string | null {
  if (core.includes('*') && /[\p{L}\p{N}]\*+[\p{L}\p{N}]/u.test(core)) {
    return 'A * may stand only at the beginning or the end; use ? for a single letter.';
  }
  const wild = units.filter((unit, index) => unit === questionMark && isWildcardAt(units, index)).length;
  if (wild > maxQuestionMarks) return `More than ${maxQuestionMarks} ? wildcards; write several entries instead.`;
  if (wild > 0 && allow) return 'An allow phrase cannot hold ? wildcards.';
  if (wild === 0 && !isOpen) return null;
  const letters = units.filter((unit) => isLetter(classifyCodePoint(unit)));
  const needed = letters.some((unit) => classifyCodePoint(unit) === scriptClass.unbounded) ? 2 : minWildcardLetters;
  if (letters.length >= (wild > 0 ? 2 : needed)) return null;
  return `With a wildcard it needs at least ${needed} letters, or it would match too much.`;
}
