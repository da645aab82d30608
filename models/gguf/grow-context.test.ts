import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitsComfortably, growContext } from './grow-context.ts';

it.each([
  ['stays where the prompt leaves a quarter', 8192, 131_072, 6144, 8192],
  ['doubles where it does not', 8192, 131_072, 6145, 16_384],
  ['doubles as often as it takes', 8192, 131_072, 40_000, 65_536],
  ['ends at the longest there is room for', 8192, 20_000, 16_000, 20_000],
  ['ends there for a prompt that does not even fit then', 8192, 20_000, 90_000, 20_000],
  ['stays where there is no room for more', 8192, 8192, 90_000, 8192],
  ['never shrinks', 8192, 4096, 90_000, 8192],
])('%s', (_, contextSize, longest, tokens, grown) => {
  expect(growContext(contextSize, longest, tokens)).toBe(grown);
});

it('grows to less than double of what is needed, and has then grown enough', () => {
  const sizes = fc.tuple(
    fc.integer({ min: 256, max: 16_384 }),
    fc.integer({ min: 256, max: 1_000_000 }),
    fc.integer({ min: 1, max: 2_000_000 }),
  );
  fc.assert(
    fc.property(sizes, ([contextSize, longest, tokens]) => {
      const grown = growContext(contextSize, longest, tokens);
      if (grown > contextSize) expect(fitsComfortably(tokens, grown / 2)).toBe(false);
      expect(growContext(grown, longest, tokens)).toBe(grown);
      if (grown < longest) expect(fitsComfortably(tokens, grown)).toBe(true);
    }),
  );
});
