import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNaively } from '../../tests/fixtures/filter/naive-find.ts';
import { builtInLists } from './built-in-lists.ts';
import { compileMatcher } from './matcher.ts';
import type { WordList } from './word-list.ts';

function list(...words: string[]): WordList {
  return {
    id: 'test',
    name: 'Test',
    category: 'any',
    entries: words.map((text, index) => ({ line: index + 1, text })),
  };
}

function found(words: string[], text: string): string | null {
  const match = compileMatcher([list(...words)]).find(text);
  return match && text.slice(match.start, match.end);
}

describe('Matcher.find', () => {
  it.each([
    ['mixture', 'A Mixture of experts', 'Mixture'],
    ['mixture', 'a mix\u200bture', 'mix\u200bture'],
    ['mixture', '\u200bmixture\u200b', 'mixture'],
    ['mixture', 'mixtures', null],
    ['mixture', 'remixture', null],
    ['mixture', '_mixture_', 'mixture'],
    ['mixture', "the mixture's end", 'mixture'],
    ['mixture', 'mixture2', null],
    ['mixture', '中mixture文', 'mixture'],
    ['cunt', 'Scunthorpe', null],
    ['foo bar', 'a foo \n\t bar.', 'foo \n\t bar'],
    ['foo bar', 'foobar', null],
    ['变态', '你是变态吗', '变态'],
    ['ばか', 'あいつばかだ', 'ばか'],
    ['ばか', 'はか', null],
    ['바보', '너 바보야', '바보'],
    ['바보', '너바보야', null],
    ['바보', '바봉', null],
    ['바보', '바보'.normalize('NFD'), '바보'.normalize('NFD')],
    ['ไอ้บ้า', 'นายไอ้บ้าจริง', 'ไอ้บ้า'],
    ['дурак', 'Ты ДУРАК!', 'ДУРАК'],
    ['🖕', 'so 🖕🏽 there', '🖕'],
    ['c++', 'in C++ and', 'C++'],
    ['会社', 'a ㍿ b', '㍿'],
    ['株式', '㍿', null],
  ])('looks for %j in %j', (word, text, expected) => expect(found([word], text)).toBe(expected));

  it('gives the leftmost match, and the longest of those', () => {
    const match = compileMatcher([list('bar baz', 'foo bar baz', 'foo', 'foo bar')]).find('x foo bar bay');
    expect(match).toEqual({
      start: 2,
      end: 9,
      rule: { listId: 'test', listName: 'Test', category: 'any', line: 4 },
    });
  });

  it('finds nothing without lists and nothing in an empty text', () => {
    expect(compileMatcher([]).find('anything')).toBeNull();
    expect(compileMatcher([list('word')]).find('')).toBeNull();
  });

  it('agrees with a naive search where phrases are allowed', () => {
    const letters = fc.constantFrom('a', 'b', ' ', '.', '\u200b', '中', '文');
    const text = (minLength: number, maxLength: number) =>
      fc.array(letters, { minLength, maxLength }).map((parts) => parts.join(''));
    const entry = fc.record({ text: text(1, 5), allow: fc.boolean() });
    const foldings = { leetspeak: false, repeats: false, separators: false };
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), text(0, 24), (entries, haystack) => {
        const numbered = entries.map(({ text: words, allow }, index) => ({ line: index + 1, text: words, allow }));
        const match = compileMatcher([{ ...list(), entries: numbered, foldings }]).find(haystack);
        const expected = findNaively(entries, haystack);
        expect(match && { start: match.start, end: match.end }).toEqual(
          expected && { start: expected.start, end: expected.end },
        );
      }),
      { seed: 12, numRuns: 3000 },
    );
  }, 60_000);

  it('agrees with a naive search', () => {
    const letters = fc.constantFrom(
      'a',
      'b',
      'B',
      ' ',
      '.',
      '\u200b',
      'é',
      'e',
      '中',
      '文',
      '바',
      '\u11a8',
      '½',
      '\ud83d',
    );
    const text = fc.array(letters, { maxLength: 24 }).map((parts) => parts.join(''));
    const words = fc.array(
      fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(words, text, (entries, haystack) => {
        const match = compileMatcher([list(...entries)]).find(haystack);
        const expected = findNaively(
          entries.map((entry) => ({ text: entry })),
          haystack,
        );
        expect(match && { start: match.start, end: match.end }).toEqual(
          expected && { start: expected.start, end: expected.end },
        );
      }),
      { seed: 11, numRuns: 3000 },
    );
  }, 60_000);
});

describe('builtInLists', () => {
  const matcher = compileMatcher(builtInLists);

  it.each([
    'I am Ember, a tiny mixture-of-experts demo model with about 12 million parameters.',
    'Scunthorpe, Penistone, Clitheroe, Lightwater and Dickinson are names.',
    'The assassin passed the classic bass to an associate of Matsushita.',
    'There once was a quiet robot called Tilly. He said: well done, Moby Dick!',
    'A shiitake mushroom, a cockpit, a titmouse and an analysis.',
  ])('lets %j pass', (text) => expect(matcher.find(text)).toBeNull());

  it('names its rule', () => {
    const match = matcher.find('What the F\u200bＵck?');
    expect(match).toMatchObject({ start: 9, end: 14, rule: { listId: 'built-in-insults', category: 'insult' } });
  });
});
