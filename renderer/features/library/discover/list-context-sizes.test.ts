import { expect, it } from 'vitest';
import { listContextSizes } from './list-context-sizes.ts';

it.each([
  [1024, [1024]],
  [2048, [2048]],
  [10_000, [2048, 4096, 8192, 10_000]],
  [16_384, [2048, 4096, 8192, 16_384]],
  [0, []],
])('a model made for %i tokens', (trained, sizes) => {
  expect(listContextSizes(trained)).toEqual(sizes);
});
