import fc from 'fast-check';
import { expect, test } from 'vitest';
import { titleFrom } from './conversation-title.ts';

test('a short message is its own title, on one line', () => {
  expect(titleFrom('  What is\n a mixture? ')).toBe('What is a mixture?');
});

test('a long message is cut at a word', () => {
  const title = titleFrom('Please explain in some detail how a router chooses the experts of a layer for a token');
  expect(title).toBe('Please explain in some detail how a router chooses the…');
});

test('text without spaces is cut between graphemes', () => {
  expect(titleFrom('👩‍👩‍👧‍👦'.repeat(70))).toBe(`${'👩‍👩‍👧‍👦'.repeat(60)}…`);
  expect(titleFrom('字'.repeat(80))).toBe(`${'字'.repeat(60)}…`);
});

test('a title is never longer than 61 graphemes and never ends in half a surrogate pair', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const title = titleFrom(text);
      expect(title).not.toMatch(/\p{Surrogate}/u);
      expect([...new Intl.Segmenter().segment(title)].length).toBeLessThanOrEqual(62);
    }),
  );
});
