import { expect, it } from 'vitest';
import { shareBatch } from './batch-order.ts';

it.each([
  [[1, 1], 512, [1, 1]],
  [[600, 1, 1], 512, [510, 1, 1]],
  [[600, 700], 512, [256, 256]],
  [[600, 100, 700], 512, [206, 100, 206]],
  [[2, 2, 2], 4, [2, 1, 1]],
  [[5], 4, [4]],
  [[], 4, []],
])('shares a batch among %j of %i tokens', (lengths, size, shares) => {
  expect(shareBatch(lengths, size)).toEqual(shares);
});
