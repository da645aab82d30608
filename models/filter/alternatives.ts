import { getFolder } from './fold.ts';
import type { Foldings } from './foldings.ts';
import { confusables } from './look-alikes.ts';

/** What a reading used beyond folding; a rule is found by a reading only if its list allows all of these. */
export const use = { none: 0, leetspeak: 1, repeats: 2, symbols: 4, spaces: 8 } as const;

/** Another unit that a code point can be read as. */
export interface Alternative {
  unit: number;
  use: number;
}

/** A symbol between two letters: of any script, of words written with spaces only, or none. */
export const separatorKind = { none: 0, anywhere: 1, betweenLetters: 2 } as const;

const leetspeak: Record<string, string> = {
  '0': 'o',
  '1': 'il',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'bg',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  '!': 'i',
  '|': 'il',
  $: 's',
  '+': 't',
  '(': 'c',
  '<': 'c',
  '#': 'h',
  '%': 'x',
  '&': 'a',
  '€': 'e',
  '£': 'l',
  '¥': 'y',
  '¢': 'c',
  '§': 's',
  '×': 'x',
  '®': 'r',
  '©': 'c',
};

const phraseGaps = new Set(Array.from('-_/+*~|.·–—', (character) => character.codePointAt(0)!));

/** The other readings of a code point, apart from its folding. */
export function listAlternatives(codePoint: number, foldings: Foldings): Alternative[] {
  const folder = getFolder(foldings);
  const folded = folder.fold(codePoint);
  const found: Alternative[] = [];
  const add = (unit: number, kind: number): void => {
    if (folded.length === 1 && folded[0] === unit) return;
    if (!found.some((other) => other.unit === unit)) found.push({ unit, use: kind });
  };
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return found;
  const character = String.fromCodePoint(codePoint);
  if (foldings.confusables && codePoint > 0x7f) {
    for (const look of lookAlikes(character, foldings.case)) {
      const units = folder.fold(look);
      if (units.length === 1) add(units[0]!, use.none);
    }
  }
  if (foldings.confusables && folded.length === 1) {
    for (const unit of foreignUnits(folded[0]!, foldings)) add(unit, use.none);
  }
  const source = folded.length === 1 ? String.fromCodePoint(folded[0]!) : character;
  for (const letter of leetspeak[source] ?? '') add(letter.charCodeAt(0), use.leetspeak);
  if (phraseGaps.has(codePoint)) add(0x20, use.symbols);
  return found;
}

/** What a character looks like as it is written, as a capital and as a small letter. */
function lookAlikes(character: string, ignoreCase: boolean): number[] {
  const sources = ignoreCase ? [character, character.toUpperCase(), character.toLowerCase()] : [character];
  return sources
    .filter((source) => [...source].length === 1)
    .map((source) => confusables.get(source.codePointAt(0)!))
    .filter((look) => look !== undefined && /[a-z0-9]/i.test(String.fromCodePoint(look))) as number[];
}

/** Greek and Cyrillic letters whose capital looks like a Latin one, by the Latin letter. */
const capitalTwins = new Map<number, string[]>();
for (const letter of 'бвгдежзийклмнопрстуфхцчшщъыьэюяіїєґαβγδεζηθικλμνξοπρστυφχψω') {
  const look = confusables.get(letter.toUpperCase().codePointAt(0)!);
  if (look === undefined || look > 0x7f) continue;
  const latin = String.fromCodePoint(look).toLowerCase().charCodeAt(0);
  capitalTwins.set(latin, [...(capitalTwins.get(latin) ?? []), letter]);
}

/**
 * The folded letters of other scripts that a folded Latin letter can stand for. One that folds to a Latin letter itself
 * (η to n) is left out: "hot" would be read as "not".
 */
function foreignUnits(unit: number, foldings: Foldings): number[] {
  return (capitalTwins.get(unit) ?? []).flatMap((letter) => {
    const folded = getFolder(foldings).fold(letter.codePointAt(0)!);
    return folded.length === 1 && folded[0]! > 0x7f ? folded : [];
  });
}

/** Apostrophes join words of their own ("who're"), so they separate no letters. */
const apostrophes = /['’‘ʼ]/;
/** Between Chinese characters these part sentences, and with them words. */
const sentencePunctuation = /[,;:!?…、。"“”„«»()[\]{}「」『』《》〈〉【】]/;
const wordOrSpace = /[\p{L}\p{N}\p{M}\p{White_Space}\u2800\ufffd]/u;

/** Between which letters a folded unit may stand without parting them. */
export function classifySeparator(unit: number): number {
  const character = String.fromCodePoint(unit);
  if (wordOrSpace.test(character) || apostrophes.test(character)) return separatorKind.none;
  return sentencePunctuation.test(character) ? separatorKind.betweenLetters : separatorKind.anywhere;
}
