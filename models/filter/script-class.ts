/**
 * How a folded character takes part in word boundaries. A word of a bounded script is found only as a whole word;
 * Hangul needs a boundary on its left only, for particles follow a Korean word without a space; scripts that are
 * written without spaces need none.
 */
export const scriptClass = { other: 0, bounded: 1, hangul: 2, unbounded: 3, space: 4 } as const;
export type ScriptClass = (typeof scriptClass)[keyof typeof scriptClass];

const unboundedScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Yi}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Javanese}\p{Script=Balinese}\u3099\u309a\u30fc]/u;
const hangul = /\p{Script=Hangul}/u;
const wordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Classifies one folded code point. Punctuation, symbols and emoji are `other`, and so is `_`, which Markdown uses. */
export function classifyCodePoint(codePoint: number): ScriptClass {
  if (codePoint === 0x20) return scriptClass.space;
  const character = String.fromCodePoint(codePoint);
  if (hangul.test(character)) return scriptClass.hangul;
  if (unboundedScripts.test(character)) return scriptClass.unbounded;
  return wordCharacter.test(character) ? scriptClass.bounded : scriptClass.other;
}

const needed = new Uint8Array(25);
for (const word of [scriptClass.bounded, scriptClass.hangul]) {
  for (let other = 0; other < 5; other++) {
    if (other !== word) needed[word * 5 + other] = needed[other * 5 + word] = 1;
  }
}

/** Whether a word boundary lies between two neighbouring characters. The ends of a text count as `other`. */
export function isBoundary(before: ScriptClass, after: ScriptClass): boolean {
  return needed[before * 5 + after] === 1;
}
