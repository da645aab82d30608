import { expect, it } from 'vitest';
import { listLastLoad } from './list-last-load.ts';

const load = { predictedBytes: 9_600_000_000, actualBytes: 9_980_000_000, contextSize: 8192, at: 0 };

it.each([
  [load.actualBytes, '10 GB (4 % more)'],
  [9_120_000_000, '9.1 GB (5 % less)'],
  [9_601_000_000, '9.6 GB (as predicted)'],
])('sets what it took against what was predicted', (actualBytes, text) => {
  const facts = Object.fromEntries(listLastLoad({ ...load, actualBytes }));
  expect(facts).toMatchObject({ Predicted: '9.6 GB', Taken: text, Context: '8,192 tokens' });
});
