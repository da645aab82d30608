import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenLookup } from './speculation-lookup.ts';

function lookUp(tokens: readonly number[]): { next: number; length: number } | null {
  const lookup = new TokenLookup();
  lookup.push(tokens);
  return lookup.find();
}

it('finds what followed the last time', () => {
  expect(lookUp([1, 2, 3, 4, 5, 1, 2, 3])).toEqual({ next: 3, length: 3 });
  expect(lookUp([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3])).toEqual({ next: 7, length: 3 });
  expect(lookUp([1, 2, 3, 4, 5, 6, 2, 3])).toBeNull();
  expect(lookUp([])).toBeNull();
});

it('prefers the place that agrees longest', () => {
  expect(lookUp([9, 1, 2, 3, 4, 8, 1, 2, 3, 5, 9, 1, 2, 3])).toEqual({ next: 4, length: 4 });
});

it('sees through a text that goes in circles', () => {
  expect(lookUp([7, 7, 7, 7, 7])).toEqual({ next: 4, length: 4 });
});

const texts = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 200 });

it('never points beyond the text, and only where the text agrees', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 16 }), (tokens, count) => {
      const lookup = new TokenLookup();
      for (const token of tokens) lookup.push([token]);
      const match = lookup.find();
      if (!match) return;
      const { next, length } = match;
      expect(next).toBeLessThan(tokens.length);
      expect(next).toBeGreaterThanOrEqual(length);
      expect(tokens.slice(next - length, next)).toEqual(tokens.slice(tokens.length - length));
      const drafted = lookup.read(match, count);
      expect(drafted.length).toBeGreaterThan(0);
      expect(drafted.length).toBeLessThanOrEqual(count);
      expect(drafted).toEqual(tokens.slice(next, next + count));
    }),
  );
});

it('finds every repetition of three tokens', () => {
  fc.assert(
    fc.property(texts, (tokens) => {
      const end = tokens.slice(-3).join();
      const occursBefore = tokens.some(
        (_, place) => place < tokens.length - 3 && tokens.slice(place, place + 3).join() === end,
      );
      expect(lookUp(tokens) !== null).toBe(tokens.length > 3 && occursBefore);
    }),
  );
});
