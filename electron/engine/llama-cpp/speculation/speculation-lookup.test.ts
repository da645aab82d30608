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

it('goes on with the place that the text follows, however many latest ones look alike', () => {
  const list = Array.from({ length: 40 }, (_, item) => [1, 2, 3, 100 + item]).flat();
  const lookup = new TokenLookup();
  lookup.push([...list, 50, ...list.slice(0, 3)]);
  // The last items of the list are the latest places that end alike; one right token tells which it is.
  for (const token of list.slice(3)) {
    lookup.push([token]);
    lookup.find();
  }
  lookup.push([50, 1, 2, 3]);
  expect(lookup.find()?.length).toBeGreaterThan(30);
});

it('follows no further than the text does', () => {
  const lookup = new TokenLookup();
  lookup.push([1, 2, 3, 4, 5, 6, 1, 2, 3]);
  expect(lookup.find()).toEqual({ next: 3, length: 3 });
  lookup.push([9, 5, 6]);
  expect(lookup.find()).toBeNull();
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
