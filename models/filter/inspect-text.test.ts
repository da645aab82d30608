import { expect, it } from 'vitest';
import { inspectText } from './inspect-text.ts';
import { compileMatcher } from './matcher.ts';

const list = { id: 'test', name: 'Test', category: 'any', entries: [{ line: 4, text: 'mixture' }] };

it('shows the folded text, the match, and what a stream holds back', () => {
  expect(inspectText(compileMatcher([list]), 'A ᴍix\u200bTURE!')).toEqual({
    folded: 'a mixture!',
    match: { start: 2, end: 10, rule: { listId: 'test', listName: 'Test', category: 'any', line: 4 } },
    heldUnits: [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  });
  expect(inspectText(compileMatcher([list]), 'mixed')).toEqual({
    folded: 'mixed',
    match: null,
    heldUnits: [1, 2, 3, 0, 0],
  });
});
