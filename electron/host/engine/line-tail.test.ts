import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineTail } from './line-tail.ts';

it('keeps the last 20 lines, whichever way they are cut into chunks', () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 30 }), (given, chunkLength) => {
      const tail = new LineTail();
      const text = given.join('\n');
      for (let at = 0; at < text.length; at += chunkLength) tail.add(text.slice(at, at + chunkLength));
      expect(tail.read()).toEqual(given.slice(-20));
    }),
  );
});

it('stays small under a flood', () => {
  const tail = new LineTail();
  for (let round = 0; round < 1000; round++) tail.add('x'.repeat(100_000));
  expect(tail.read().join('').length).toBeLessThanOrEqual(300);
  tail.add(`\n${'y'.repeat(100_000)}\nlast words\n`);
  expect(tail.read().at(-1)).toBe('last words');
  expect(tail.read().every((line) => line.length <= 300)).toBe(true);
});
