import { expect, it } from 'vitest';
import type { Quality } from '../../electron/contract/models-state.ts';
import { describeQuality } from './describe-quality.ts';

const quality = (perplexity: number, reference: number | null): Quality => ({
  at: 0,
  tokens: 2048,
  perplexity,
  reference: reference === null ? null : { modelId: 'best', level: 'Q8_0', perplexity: reference },
});

it.each([
  [quality(5.31, 5.27), 'Measured here: perplexity 5.31, 0.8 % worse than Q8_0 (5.27).'],
  [quality(5.2, 5.27), 'Measured here: perplexity 5.2, 1.3 % better than Q8_0 (5.27).'],
  [quality(5.2701, 5.27), 'Measured here: perplexity 5.27, as good as Q8_0 (5.27).'],
  [quality(5.27, null), 'Measured here: perplexity 5.27.'],
])('%j', (measured, sentence) => {
  expect(describeQuality(measured, 'this')).toBe(sentence);
});

it('does not compare a level with itself', () => {
  expect(describeQuality(quality(5.27, 5.27), 'best')).toBe('Measured here: perplexity 5.27.');
});
