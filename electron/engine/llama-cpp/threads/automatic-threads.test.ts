import { expect, test } from 'vitest';
import { automaticThreads } from './automatic-threads.ts';

test.each([
  [1, 1],
  [2, 1],
  [8, 4],
  [128, 16],
])('%i cores give %i threads', (cores, threads) => {
  expect(automaticThreads(cores)).toBe(threads);
});
