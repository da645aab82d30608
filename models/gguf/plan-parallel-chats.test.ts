import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planParallelChats } from './plan-parallel-chats.ts';

const gigabyte = 1e9;

it('gives more chats with more memory: one where it is short, four at most', () => {
  expect(planParallelChats(-1, gigabyte)).toBe(1);
  expect(planParallelChats(1.9 * gigabyte, gigabyte)).toBe(1);
  expect(planParallelChats(2 * gigabyte, gigabyte)).toBe(2);
  expect(planParallelChats(100 * gigabyte, gigabyte)).toBe(4);
  expect(planParallelChats(0, 0)).toBe(4);
});

it('never takes more than half of the rest, and never fewer chats for more memory', () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(bytes, bytes, fc.integer({ min: 1, max: 2 ** 34 }), (rest, more, kvBytes) => {
      const chats = planParallelChats(rest, kvBytes);
      expect((chats - 1) * kvBytes).toBeLessThanOrEqual(rest / 2);
      expect(planParallelChats(rest + more, kvBytes)).toBeGreaterThanOrEqual(chats);
    }),
  );
});
