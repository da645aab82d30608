import { characterFoldingKey, defaultFoldings, type Foldings } from './foldings.ts';
import { confusables, dressedLetters, simplified } from './look-alikes.ts';

/**
 * Folding works on one code point at a time: decomposed, case-folded, freed of format characters and diacritics, and
 * mapped to what it looks like. Nothing is ever composed, so no chunk border can change a result.
 */
export interface Folder {
  /** The folded units of a code point; empty when matching skips it. A lone surrogate folds to U+FFFD. */
  fold(codePoint: number): readonly number[];
}

/** A folded text; unit `i` came from the UTF-16 units `starts[i]` to `ends[i]` (exclusive) of the original. */
export interface FoldedText {
  units: number[];
  starts: number[];
  ends: number[];
}

const space = 0x20;
const replacement = 0xfffd;
const maxKnown = 20_000;
const folders = new Map<string, Folder>();

/** The folder for a list's foldings; lists that fold characters alike share one. */
export function getFolder(foldings: Foldings = defaultFoldings): Folder {
  const key = characterFoldingKey(foldings);
  const known = folders.get(key);
  if (known) return known;
  const folder = createFolder({ ...foldings });
  folders.set(key, folder);
  return folder;
}

/** Folds a whole text. A run of white space becomes one space, whatever is skipped inside it. */
export function foldText(text: string, folder: Folder = getFolder()): FoldedText {
  const folded: FoldedText = { units: [], starts: [], ends: [] };
  let last = 0;
  for (let start = 0; start < text.length;) {
    const codePoint = text.codePointAt(start) ?? replacement;
    const end = start + (codePoint > 0xffff ? 2 : 1);
    const units = folder.fold(codePoint);
    for (let index = 0; index < units.length; index++) {
      const unit = units[index]!;
      if (unit === space && last === space) continue;
      last = unit;
      folded.units.push(unit);
      folded.starts.push(start);
      folded.ends.push(end);
    }
    start = end;
  }
  return folded;
}

/** A list entry, folded, with no space at its ends. */
export function foldEntry(text: string, folder: Folder = getFolder()): FoldedText {
  const folded = foldText(text, folder);
  const lists = [folded.starts, folded.ends, folded.units];
  if (folded.units.at(-1) === space) for (const list of lists) list.pop();
  if (folded.units[0] === space) for (const list of lists) list.shift();
  return folded;
}

const skipped = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const control = /\p{Cc}/u;
const whitespace = /[\p{White_Space}\u2800]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;
const mark = /[\p{Mn}\p{Me}]/u;
/** Marks that only decorate a letter. Indic and Thai vowel signs, and the kana voicing marks, make another letter. */
const decoratedScripts =
  /[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]/u;
const kanaVoicing = /[\u3099\u309a]/;
const dotlessI = 'ı';

function createFolder(foldings: Foldings): Folder {
  const known = new Map<number, readonly number[]>();
  const ascii = Array.from({ length: 0x80 }, (_, codePoint) => computeFold(codePoint, foldings));
  return {
    fold(codePoint) {
      if (codePoint < 0x80) return ascii[codePoint]!;
      let folded = known.get(codePoint);
      if (!folded) {
        if (known.size >= maxKnown) known.clear();
        known.set(codePoint, (folded = computeFold(codePoint, foldings)));
      }
      return folded;
    },
  };
}

function computeFold(codePoint: number, foldings: Foldings): readonly number[] {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return [replacement];
  const character = String.fromCodePoint(codePoint);
  if (isInvisible(character)) return foldings.invisible ? [] : [codePoint];
  if (whitespace.test(character)) return [space];
  const units: number[] = [];
  for (const part of decompose(character, foldings)) {
    if (foldings.invisible && isInvisible(part)) continue;
    if (foldings.marks && isDecoration(part)) continue;
    units.push(mapLook(part.codePointAt(0)!, foldings));
  }
  // A spacing accent decomposes to a space and a mark: it separates nothing, so it stays itself.
  return units.includes(space) ? [codePoint] : units;
}

function isInvisible(character: string): boolean {
  return skipped.test(character) || (control.test(character) && !whitespace.test(character));
}

function isDecoration(character: string): boolean {
  return mark.test(character) && decoratedScripts.test(character) && !kanaVoicing.test(character);
}

function decompose(character: string, foldings: Foldings): string {
  const form = foldings.compatibility ? 'NFKD' : 'NFD';
  let folded = character;
  for (;;) {
    const parts = [...folded.normalize(form)];
    const next = (foldings.case ? parts.map(foldCase) : parts).join('').normalize(form);
    if (next === folded) return folded;
    folded = next;
  }
}

/** Unicode's full case folding, reached through the upper case: 'ß' and 'ẞ' become 'ss', every sigma 'σ'. */
function foldCase(character: string): string {
  if (character === dotlessI) return character;
  return [...character.toUpperCase()].map((upper) => upper.toLowerCase()).join('');
}

/** Maps a unit to the one it stands for. Only what can be read in one way is mapped here; see `alternatives.ts`. */
function mapLook(unit: number, foldings: Foldings): number {
  const simple = foldings.chinese ? (simplified.get(unit) ?? unit) : unit;
  if (!foldings.confusables || simple < 0x80) return simple;
  const dressed = dressedLetters.get(simple);
  if (dressed !== undefined) return dressed;
  const look = confusables.get(simple);
  return look !== undefined && isOneToOne(simple, look) ? look : simple;
}

const lowercaseAscii = /^[a-z]$/;
const mappedScripts = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;
/** Latin letters of living languages that only resemble another, and the Greek and Cyrillic ones that would fall together. */
const keptLetters = /[øđħłŧıœæðþσь]/u;

function isOneToOne(source: number, look: number): boolean {
  const character = String.fromCodePoint(source);
  if (!lowercaseAscii.test(String.fromCodePoint(look)) || !letterOrDigit.test(character)) return false;
  return mappedScripts.test(character) && !keptLetters.test(character);
}
