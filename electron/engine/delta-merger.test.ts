import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DeltaMerger, type MergedDeltas } from './delta-merger.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('sends the first text at once and what follows together', () => {
  const sent: MergedDeltas[] = [];
  const merger = new DeltaMerger((merged) => sent.push(merged));
  merger.add('answer', 'One', 1);
  expect(sent).toHaveLength(1);
  merger.add('answer', ' two', 1);
  merger.add('answer', ' three', 2);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(100);
  expect(sent.at(-1)).toMatchObject({ seq: 1, deltas: [{ channel: 'answer', text: ' two three' }], tokens: 4 });
});

it('never loses, adds or reorders text, however it comes', () => {
  const pieces = fc.array(
    fc.record({
      channel: fc.constantFrom('answer' as const, 'reasoning' as const),
      text: fc.string({ unit: 'grapheme', maxLength: 5 }),
      tokens: fc.nat(3),
      pauseMs: fc.constantFrom(0, 0, 1, 30),
    }),
  );
  fc.assert(
    fc.property(pieces, (given) => {
      const sent: MergedDeltas[] = [];
      const merger = new DeltaMerger((merged) => sent.push(merged));
      for (const { channel, text, tokens, pauseMs } of given) {
        merger.add(channel, text, tokens);
        vi.advanceTimersByTime(pauseMs);
      }
      merger.flush();
      const spell = (deltas: readonly { channel: string; text: string }[]) =>
        deltas.flatMap(({ channel, text }) => [...text].map((character) => `${channel}:${character}`));
      expect(spell(sent.flatMap(({ deltas }) => deltas))).toEqual(spell(given));
      expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, index) => index));
      expect(sent.at(-1)?.tokens ?? 0).toBe(given.reduce((sum, { tokens }) => sum + tokens, 0));
    }),
  );
});
