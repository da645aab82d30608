import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delta } from './conversation.ts';
import { mergeDeltas } from './merge-deltas.ts';

const deltas = fc.array(
  fc.record({ channel: fc.constantFrom('answer', 'reasoning'), text: fc.string() }) as fc.Arbitrary<Delta>,
);

function textOf(channel: string, list: readonly Delta[]): string {
  return list
    .filter((delta) => delta.channel === channel)
    .map((delta) => delta.text)
    .join('');
}

test('merging in any grouping gives the same text on each channel', () => {
  fc.assert(
    fc.property(deltas, fc.array(fc.nat({ max: 5 })), (all, groups) => {
      const merged: Delta[] = [];
      let position = 0;
      for (const size of [...groups, all.length]) {
        const group: Delta[] = [];
        mergeDeltas(group, all.slice(position, position + size));
        mergeDeltas(merged, group);
        position += size;
      }
      for (const channel of ['answer', 'reasoning']) expect(textOf(channel, merged)).toBe(textOf(channel, all));
    }),
  );
});

test('neighbours of one channel become one delta, and the deltas given stay as they were', () => {
  const first: Delta = { channel: 'answer', text: 'a' };
  const merged: Delta[] = [];
  mergeDeltas(merged, [first, { channel: 'answer', text: 'b' }, { channel: 'reasoning', text: 'c' }]);
  expect(merged).toEqual([
    { channel: 'answer', text: 'ab' },
    { channel: 'reasoning', text: 'c' },
  ]);
  expect(first.text).toBe('a');
});
