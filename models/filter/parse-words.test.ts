import { describe, expect, it } from 'vitest';
import { maxEntryLength } from './check-entry.ts';
import { maxEntries, parseWords } from './parse-words.ts';

describe('parseWords', () => {
  it('takes one word or phrase a line and tolerates a byte order mark, CRLF, comments and blank lines', () => {
    expect(parseWords('\ufeffalpha\r\n\r\n# a comment\r  beta gamma  \n变态\n🖕')).toEqual({
      entries: [
        { line: 1, text: 'alpha' },
        { line: 4, text: 'beta gamma' },
        { line: 5, text: '变态' },
        { line: 6, text: '🖕' },
      ],
      problems: [],
    });
  });

  it.each([
    ['x', 'A single letter'],
    ['é', 'A single letter'],
    ['ก', 'A single letter'],
    ['\u200b\u0301', 'Nothing is left'],
    ['...', 'no letter or digit'],
    ['*', 'no letter or digit'],
    ['The', 'common word'],
    ['ich', 'common word'],
    ['ОН', 'common word'],
    ['a*', 'A single letter'],
    ['*ab*', 'at least 3 letters'],
    ['f*ck', 'only at the beginning'],
    ['!b?d', 'cannot hold'],
    ['a?b?c?d?e?f', 'More than 4'],
    ['! good', 'Contradicts line 1, which forbids'],
    ['a'.repeat(maxEntryLength + 1), 'Longer than'],
    ['ab\u0000cd', 'control characters'],
    ['ab\ufffdcd', 'damaged character'],
  ])('refuses %j', (entry, reason) => {
    const { entries, problems } = parseWords(`good\n${entry}\n`);
    expect(entries).toEqual([{ line: 1, text: 'good' }]);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining(reason) }]);
  });

  it('takes allow phrases, wildcards, and escaped marks', () => {
    expect(parseWords('! Scunthorpe\n*cunt*\nw?ord\n\\#hash\n\\!bang').entries).toEqual([
      { line: 1, text: 'Scunthorpe', allow: true },
      { line: 2, text: '*cunt*' },
      { line: 3, text: 'w?ord' },
      { line: 4, text: '#hash' },
      { line: 5, text: '!bang' },
    ]);
  });

  it('reports an entry that folds to an earlier one, and names its line', () => {
    const { entries, problems } = parseWords('Mixture\nsecond\nｍｉｘ\u200bture\nfoo  bar\nfoo bar');
    expect(entries.map((entry) => entry.line)).toEqual([1, 2, 4]);
    expect(problems).toEqual([
      { line: 3, message: 'The same as line 1.' },
      { line: 5, message: 'The same as line 4.' },
    ]);
  });

  it('keeps the report short on a list of junk', () => {
    const { entries, problems } = parseWords('x\n'.repeat(5000));
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1001);
    expect(problems.at(-1)?.message).toContain('4000 more lines');
    expect(parseWords('x\n'.repeat(200_000)).problems.at(-1)).toMatchObject({
      line: 100_001,
      message: expect.stringContaining('nothing was read'),
    });
  });

  it('takes no more than it can hold', () => {
    const words = Array.from({ length: maxEntries + 10 }, (_, index) => `word${index}`);
    const { entries, problems } = parseWords(words.join('\n'));
    expect(entries).toHaveLength(maxEntries);
    expect(problems).toEqual([{ line: maxEntries + 1, message: expect.stringContaining('nothing was taken') }]);
  }, 60_000);
});
