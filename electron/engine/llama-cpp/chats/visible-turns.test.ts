import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HistoryTurn } from '../../../host/engine/engine-protocol.ts';
import { findCut, listExchanges, selectTurns } from './visible-turns.ts';

const sumFrom = (sizes: readonly number[], cut: number) => sizes.slice(cut).reduce((sum, size) => sum + size, 0);
const cutFor = (sizes: readonly number[], room: number, bite: number) =>
  findCut(sizes, bite, (cut) => sumFrom(sizes, cut) <= room);

it('keeps a cut until another whole bite has to go, however the conversation is come back to', () => {
  const sizes: number[] = [];
  const cuts: number[] = [];
  for (let turn = 0; turn < 60; turn++) {
    sizes.push(40 + ((turn * 37) % 30));
    const cut = cutFor(sizes, 1000, 350);
    cuts.push(cut!);
    // Nothing is remembered: the same history has the same cut.
    expect(cutFor([...sizes], 1000, 350)).toBe(cut);
  }
  expect(cuts).toEqual(cuts.toSorted((a, b) => a - b));
  const moves = cuts.filter((cut, index) => index > 0 && cut !== cuts[index - 1]).length;
  // About 3,300 tokens in 60 turns, of which the context holds 1,000: seven bites go.
  expect(moves).toBeGreaterThan(4);
  expect(moves).toBeLessThan(9);
});

it('leaves as much in sight as its bites allow, and always something that fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 20, max: 2000 }),
      (sizes, room) => {
        const bite = Math.max(1, Math.floor(room * 0.35));
        const cut = cutFor(sizes, room, bite)!;
        expect(sumFrom(sizes, cut)).toBeLessThanOrEqual(room);
        if (cut === 0) return;
        // One bite and the two exchanges at its ends more would not have fitted.
        const largest = Math.max(...sizes);
        expect(sumFrom(sizes, cut) + bite + 2 * largest).toBeGreaterThan(room);
      },
    ),
  );
});

it('says so where nothing fits', () => {
  expect(findCut([10, 10], 5, () => false)).toBeNull();
  expect(findCut([], 5, () => true)).toBe(0);
  expect(findCut([], 5, () => false)).toBeNull();
});

it('keeps pinned turns before the cut, with what they answer or what answers them', () => {
  const turn = (role: HistoryTurn['role'], text: string, pinned = false): HistoryTurn => ({ role, text, pinned });
  const history = [
    turn('user', 'a'),
    turn('assistant', 'b', true),
    turn('user', 'c'),
    turn('assistant', 'd'),
    turn('user', 'e'),
    turn('assistant', 'f'),
  ];
  const exchanges = listExchanges(history);
  const seen = (cut: number) =>
    selectTurns(exchanges, cut)
      .map(({ text }) => text)
      .join('');
  expect([seen(0), seen(1), seen(2), seen(3)]).toEqual(['abcdef', 'abcdef', 'abef', 'ab']);
});
