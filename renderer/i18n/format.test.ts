import { expect, it } from 'vitest';
import {
  formatByteRange,
  formatBytes,
  formatContext,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatTimeLeft,
  formatTokens,
} from './format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [13_250_000, '13.3 MB'],
  [9_650_000_000, '9.7 GB'],
  [404_000_000_000, '404 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [0, '0 B/s'],
  [12_340_000, '12.3 MB/s'],
])('%i bytes a second are %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

it('gives a range only where its ends differ', () => {
  expect(formatByteRange({ low: 9_100_000_000, high: 9_900_000_000 })).toBe('9.1 GB–9.9 GB');
  expect(formatByteRange({ low: 9_101_000_000, high: 9_102_000_000 })).toBe('9.1 GB');
});

it.each([
  [850, '850 ms'],
  [1200, '1.2 s'],
  [125_000, '2 min 5 s'],
  [3_599_000, '59 min 59 s'],
  [12_000_000, '3 h 20 min'],
  [187_200_000, '2 d 4 h'],
])('%i ms are %s', (duration, text) => {
  expect(formatDuration(duration)).toBe(text);
});

it.each([
  [0, '1 s'],
  [8.4, '8 s'],
  [61, '1 min'],
  [1799, '30 min'],
  [12_000, '3 h 20 min'],
])('%d seconds left are %s', (seconds, text) => {
  expect(formatTimeLeft(seconds)).toBe(text);
});

it.each([
  [15_706_484_224, '15.7B'],
  [671_026_419_200, '671B'],
  [12_600_000, '12.6M'],
  [1234, '1.23K'],
])('%i is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [512, '512'],
  [8192, '8,192'],
  [8210, '8,200'],
  [32_417, '32,000'],
])('room for %i tokens is said as %s', (tokens, text) => {
  expect(formatTokens(tokens)).toBe(text);
});

it.each([
  [1024, '1K'],
  [131_072, '128K'],
  [1_048_576, '1M'],
  [10_000, '10K'],
  [2000, '2K'],
])('a context of %i tokens is called %s', (tokens, text) => {
  expect(formatContext(tokens)).toBe(text);
});

it('says shares in per cent', () => {
  expect(formatPercent(0.042)).toBe('4 %');
});
