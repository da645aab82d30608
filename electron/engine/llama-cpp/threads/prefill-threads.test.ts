import { expect, it } from 'vitest';
import { PrefillThreads } from './prefill-threads.ts';

/** Reads slices at these speeds, and gives the numbers of threads that they had. */
function read(threads: PrefillThreads, slices: number, speedOf: (count: number, slice: number) => number): number[] {
  return Array.from({ length: slices }, (_, slice) => {
    const count = threads.choose(true);
    threads.note(speedOf(count, slice));
    return count;
  });
}

const share = (counts: readonly number[], count: number) =>
  counts.filter((own) => own === count).length / counts.length;

it('finds more threads where they pay, within a few slices', () => {
  const counts = read(new PrefillThreads([1, 2, 4, 8], 1), 60, (count) => count ** 0.8);
  expect(counts[0]).toBe(1);
  expect(counts.slice(0, 8)).toContain(8);
  expect(share(counts.slice(10), 8)).toBeGreaterThan(0.85);
});

it('stays with few where more bring little', () => {
  const counts = read(new PrefillThreads([1, 2, 4], 2), 100, (count) => 1 + count / 100);
  expect(share(counts.slice(20), 1)).toBeGreaterThan(0.85);
});

it('gives cores back that another program takes, and takes them again', () => {
  const threads = new PrefillThreads([1, 2], 1);
  const free = (count: number) => count;
  const taken = (count: number) => (count === 2 ? 0.3 : 1);
  expect(share(read(threads, 40, free).slice(5), 2)).toBeGreaterThan(0.85);
  const busy = read(threads, 40, taken);
  expect(busy.slice(0, 4)).toContain(1);
  expect(share(busy, 1)).toBeGreaterThan(0.8);
  expect(share(read(threads, 60, free).slice(20), 2)).toBeGreaterThan(0.85);
});

it('does not take a prompt that gets slower with its length for a load', () => {
  const counts = read(new PrefillThreads([1, 2], 1), 60, (count, slice) => count / (1 + slice / 10));
  expect(share(counts.slice(5), 2)).toBeGreaterThan(0.85);
});

it('tries nothing on slices that say little', () => {
  const threads = new PrefillThreads([1, 2], 1);
  read(threads, 1, () => 1);
  expect(Array.from({ length: 20 }, () => threads.choose(false))).toEqual(Array.from({ length: 20 }, () => 1));
});
