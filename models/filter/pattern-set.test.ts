import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowRule } from './automaton.ts';
import { PatternSet } from './pattern-set.ts';

describe('PatternSet.sort', () => {
  it('orders patterns by symbols, then allow phrases first and by rule', () => {
    const symbols = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
    const pattern = fc.record({ symbols, rule: fc.oneof(fc.nat(50), fc.constant(allowRule)) });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 80 }), (patterns) => {
        const set = new PatternSet();
        for (const { symbols: codes, rule } of patterns) set.add(Uint16Array.from(codes), codes.length, rule);
        const key = ({ symbols: codes, rule }: (typeof patterns)[number]): string =>
          String.fromCharCode(...codes, 0, rule === allowRule ? 0 : rule + 1);
        const sorted = Array.from(set.sort(), (index) => key(patterns[index]!));
        expect(sorted).toEqual(patterns.map(key).toSorted());
      }),
      { seed: 51, numRuns: 300 },
    );
  });
});
