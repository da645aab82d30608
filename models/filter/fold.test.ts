import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, getFolder } from './fold.ts';
import { resolveFoldings, type Foldings } from './foldings.ts';

function fold(text: string, foldings?: Partial<Foldings>): string {
  return String.fromCodePoint(...foldText(text, getFolder(resolveFoldings(foldings))).units);
}

const folder = getFolder();

describe('foldText', () => {
  it.each([
    ['MiXtUrE', 'mixture'],
    ['ｍｉｘｔｕｒｅ', 'mixture'],
    ['𝓂𝒾𝓍𝓉𝓊𝓇ℯ', 'mixture'],
    ['ⓜⓘⓧ', 'mix'],
    ['mi\u200bx\u00adtu\u2060re\ufe0f', 'mixture'],
    ['mi\u{e0001}x\u3164t\u0000', 'mixt'],
    ['résumé', 'resume'],
    ['re\u0301sume\u0301', 'resume'],
    ['m\u0336i\u0336x\u0336', 'mix'],
    ['Straße STRASSE', 'strasse strasse'],
    ['ﬁre', 'fire'],
    ['ﾊﾞｶ', 'ハ\u3099カ'],
    ['バカ', 'ハ\u3099カ'],
    ['ИЁ', 'иe'],
    ['mіхturе', 'mixture'],
    ['ᴍɪxᴛᴜʀᴇ 🅼🅸🆇', 'mixture mix'],
    ['變態', '变态'],
    ['שָׁלוֹם', 'שלום'],
    ['नमस्ते', 'नमस्ते'],
    ['a\u00a0\r\n\t b', 'a b'],
    ['a \u200b b', 'a b'],
    ['ı I İ', 'ı i i'],
  ])('folds %j to %j', (text, folded) => expect(fold(text)).toBe(folded));

  it.each([
    [{ confusables: false }, 'ΣΊΣΥΦΟΣ σίσυφος ИЁ', 'σισυφοσ σισυφοσ ие'],
    [{ case: false }, 'AbC', 'AbC'],
    [{ compatibility: false }, 'ｍé', 'ｍe'],
    [{ marks: false }, 'é', 'e\u0301'],
    [{ invisible: false }, 'a\u200bb', 'a\u200bb'],
    [{ chinese: false }, '變', '變'],
  ])('with %j folds %j to %j', (foldings, text, folded) => expect(fold(text, foldings)).toBe(folded));

  it('folds the same text composed and decomposed alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')));
      }),
      { seed: 3, numRuns: 500 },
    );
  }, 60_000);

  it('maps every unit back to the code point it came from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { units, starts, ends } = foldText(text);
        for (const [index, unit] of units.entries()) {
          const source = text.slice(starts[index], ends[index]);
          expect([...source]).toHaveLength(1);
          expect(folder.fold(source.codePointAt(0)!)).toContain(unit);
        }
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      }),
      { seed: 4, numRuns: 300 },
    );
  }, 60_000);

  it('folds what is folded to itself', () => {
    for (let codePoint = 0; codePoint < 0x40000; codePoint++) {
      for (const unit of folder.fold(codePoint)) {
        if (folder.fold(unit).length !== 1 || folder.fold(unit)[0] !== unit) {
          expect.fail(`U+${codePoint.toString(16)} gives U+${unit.toString(16)}, which folds on`);
        }
      }
    }
  }, 60_000);
});
