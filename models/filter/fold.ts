/**
 * Folding works on one code point at a time: NFKD, case folding, then format characters and diacritics dropped.
 * Nothing is ever composed, so no chunk border can change a result, and every folded unit has one source.
 */

const skipped = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const control = /\p{Cc}/u;
const whitespace = /[\p{White_Space}\u2800]/u;
const mark = /[\p{Mn}\p{Me}]/u;
/** Marks that only decorate a letter. Indic and Thai vowel signs, and the kana voicing marks, make another letter. */
const decoratedScripts =
  /[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]/u;
const kanaVoicing = /[\u3099\u309a]/;
const dotlessI = 'ı';
const space = 0x20;
const replacement = 0xfffd;

/** The folded units of a code point; empty when matching skips it. A lone surrogate folds to U+FFFD. */
export function foldCodePoint(codePoint: number): readonly number[] {
  if (codePoint < 0x80) return foldedAscii[codePoint] ?? nothing;
  const known = foldedCodePoints.get(codePoint);
  if (known) return known;
  if (foldedCodePoints.size >= maxKnown) foldedCodePoints.clear();
  const folded = computeFold(codePoint);
  foldedCodePoints.set(codePoint, folded);
  return folded;
}

/** A folded text; unit `i` came from the UTF-16 units `starts[i]` to `ends[i]` (exclusive) of the original. */
export interface FoldedText {
  units: number[];
  starts: number[];
  ends: number[];
}

/** Folds a whole text. A run of white space becomes one space, whatever is skipped inside it. */
export function foldText(text: string): FoldedText {
  const folded: FoldedText = { units: [], starts: [], ends: [] };
  for (let start = 0; start < text.length; ) {
    const codePoint = text.codePointAt(start) ?? replacement;
    const end = start + (codePoint > 0xffff ? 2 : 1);
    for (const unit of foldCodePoint(codePoint)) {
      if (unit === space && folded.units.at(-1) === space) continue;
      folded.units.push(unit);
      folded.starts.push(start);
      folded.ends.push(end);
    }
    start = end;
  }
  return folded;
}

/** The units of a list entry: folded, with no space at its ends. */
export function foldEntry(text: string): number[] {
  const { units } = foldText(text);
  if (units.at(-1) === space) units.pop();
  if (units[0] === space) units.shift();
  return units;
}

const nothing: readonly number[] = [];
const maxKnown = 20_000;
const foldedCodePoints = new Map<number, readonly number[]>();
const foldedAscii = Array.from({ length: 0x80 }, (_, codePoint) => computeFold(codePoint));

function computeFold(codePoint: number): readonly number[] {
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return [replacement];
  const character = String.fromCodePoint(codePoint);
  if (skipped.test(character)) return nothing;
  if (whitespace.test(character)) return [space];
  if (control.test(character)) return nothing;
  const units: number[] = [];
  for (const part of decompose(character)) {
    if (skipped.test(part) || isDecoration(part)) continue;
    units.push(part.codePointAt(0) ?? replacement);
  }
  // A spacing accent decomposes to a space and a mark: it separates nothing, so it stays itself.
  return units.includes(space) ? [codePoint] : units;
}

function isDecoration(character: string): boolean {
  return mark.test(character) && decoratedScripts.test(character) && !kanaVoicing.test(character);
}

function decompose(character: string): string {
  let folded = character;
  for (;;) {
    const next = [...folded.normalize('NFKD')].map(foldCase).join('').normalize('NFKD');
    if (next === folded) return folded;
    folded = next;
  }
}

/** Unicode's full case folding, reached through the upper case: 'ß' and 'ẞ' become 'ss', every sigma 'σ'. */
function foldCase(character: string): string {
  if (character === dotlessI) return character;
  return [...character.toUpperCase()].map((upper) => upper.toLowerCase()).join('');
}
