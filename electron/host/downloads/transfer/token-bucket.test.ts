import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('what comes too early is paid for by waiting, and time that passed is not saved up', () => {
  let now = 0;
  const bucket = new TokenBucket(() => now);
  expect(bucket.take(1e9)).toBe(0);
  bucket.setRate(1000);
  expect(bucket.take(500)).toBe(500);
  expect(bucket.take(500)).toBe(1000);
  now = 10_000;
  expect(bucket.take(1000)).toBe(1000);
  bucket.setRate(null);
  expect(bucket.take(1e9)).toBe(0);
});
