import { expect, test } from 'vitest';
import { newestLeafBelow, pathTo, versionsOf } from './message-tree.ts';

/**
 * question ─ first ─ more
 *          └ second ─ again ─ end
 */
const nodes = [
  { id: 'question', parentId: null },
  { id: 'first', parentId: 'question' },
  { id: 'more', parentId: 'first' },
  { id: 'second', parentId: 'question' },
  { id: 'again', parentId: 'second' },
  { id: 'end', parentId: 'again' },
];
const ids = (list: { id: string }[]) => list.map((node) => node.id);

test('the path leads from the first turn to the leaf', () => {
  expect(ids(pathTo(nodes, 'end'))).toEqual(['question', 'second', 'again', 'end']);
  expect(ids(pathTo(nodes, 'first'))).toEqual(['question', 'first']);
});

test('an unknown leaf gives an empty path', () => {
  expect(pathTo(nodes, 'nowhere')).toEqual([]);
  expect(pathTo(nodes, null)).toEqual([]);
});

test('versions share a parent', () => {
  expect(ids(versionsOf(nodes, nodes[1]!))).toEqual(['first', 'second']);
  expect(ids(versionsOf(nodes, nodes[0]!))).toEqual(['question']);
});

test('the newest leaf below a turn follows the newest child each time', () => {
  expect(newestLeafBelow(nodes, 'question')).toBe('end');
  expect(newestLeafBelow(nodes, 'first')).toBe('more');
  expect(newestLeafBelow(nodes, 'end')).toBe('end');
});
