import { describe, expect, it } from 'vitest';
import { comparePerplexity, planWindows, toPerplexity } from './perplexity.ts';
import { readQualityText } from './quality-text.ts';

describe('planWindows', () => {
  it.each([1, 2, 10, 511, 512, 513, 768, 769, 5000])('counts each of %i tokens once', (length) => {
    const windows = planWindows(length, 512);
    const counted = windows.flatMap(({ countFrom, end }) =>
      Array.from({ length: end - countFrom }, (_, index) => countFrom + index),
    );
    expect(counted).toEqual(Array.from({ length }, (_, index) => index));
    for (const { start, end, countFrom } of windows) {
      expect(end - start).toBeLessThanOrEqual(512);
      expect(countFrom).toBeGreaterThanOrEqual(start);
    }
  });

  it('leaves half a window before what counts', () => {
    for (const { start, countFrom } of planWindows(5000, 512).slice(1)) expect(countFrom - start).toBe(256);
  });
});

describe('toPerplexity', () => {
  it('is the number of equally likely tokens', () => {
    const windows = [
      { tokens: 10, loss: 10 * Math.log(7) },
      { tokens: 30, loss: 30 * Math.log(7) },
    ];
    expect(toPerplexity(windows).perplexity).toBeCloseTo(7, 10);
    expect(toPerplexity(windows).tokens).toBe(40);
  });
});

describe('comparePerplexity', () => {
  const window = (tokens: number, choices: number) => ({ tokens, loss: tokens * Math.log(choices) });

  it('compares what both have read', () => {
    const compared = comparePerplexity([window(10, 4), window(10, 9)], [window(10, 2)])!;
    expect(compared.perplexity).toBeCloseTo(4, 10);
    expect(compared.reference).toBeCloseTo(2, 10);
    expect(compared.tokens).toBe(10);
  });

  it('refuses texts that were split differently', () => {
    expect(comparePerplexity([window(10, 4)], [window(11, 2)])).toBeNull();
    expect(comparePerplexity([], [window(11, 2)])).toBeNull();
  });
});

describe('readQualityText', () => {
  it('has the answers of conversations count for the embedded model, and all of the prose for others', () => {
    expect(
      readQualityText(false)
        .documents.flat()
        .every(({ counts }) => counts),
    ).toBe(true);
    for (const document of readQualityText(true).documents) {
      expect(document.map(({ counts }) => counts)).toEqual(document.map((_, index) => index % 2 === 1));
    }
  });
});
