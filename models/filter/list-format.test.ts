import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldingNames } from './foldings.ts';
import { formatListJson, formatListText, parseList } from './list-format.ts';
import type { WordList } from './word-list.ts';

const full: WordList = {
  id: 'x',
  name: 'Names, and more',
  category: 'hate',
  language: 'pt-BR',
  severity: 'high',
  foldings: { leetspeak: false, repeats: true },
  entries: [
    { line: 1, text: 'alpha beta' },
    { line: 2, text: '#hash' },
    { line: 3, text: 'Scunthorpe', allow: true },
    { line: 4, text: '变态' },
  ],
};

describe('word lists as files', () => {
  it('come back from JSON as they were', () => {
    const { id: _, ...expected } = full;
    expect(parseList(formatListJson(full), 'fallback')).toEqual({ list: expected, problems: [] });
  });

  it('come back from text as they were, but for their line numbers', () => {
    const { id: _, ...expected } = full;
    const entries = full.entries.map((entry) => ({ ...entry, line: entry.line + 5 }));
    expect(parseList(formatListText(full), 'fallback')).toEqual({ list: { ...expected, entries }, problems: [] });
  });

  it('come back from text whatever their words', () => {
    const text = fc.stringMatching(/^[#!\\a-z*?]{0,3} ?[a-zé]{5,9}$/);
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 5 }), fc.subarray([...foldingNames]), (words, off) => {
        const written = words.map((word, index) => ({ line: index + 1, text: word.trim() }));
        const foldings = Object.fromEntries(off.map((name) => [name, false]));
        const read = parseList(formatListText({ ...full, foldings, entries: written }), '');
        for (const entry of read.list.entries) expect(written.map((word) => word.text)).toContain(entry.text);
        expect(read.list.entries.length + read.problems.length).toBe(written.length);
        expect(read.list.foldings ?? {}).toEqual(foldings);
      }),
      { seed: 41, numRuns: 300 },
    );
  }, 60_000);

  it.each([
    ['{"format":', 'begins like JSON'],
    ['{"format":"conclave-word-list","version":2,"name":"x","entries":[]}', 'version'],
    ['{"format":"conclave-word-list","version":1,"name":"x","entries":[1]}', 'entries.0'],
    ['{"format":"conclave-word-list","version":1,"name":"x","foldings":{"magic":true},"entries":[]}', 'foldings'],
    ['#: severity: extreme\nalpha', 'severity'],
    ['#: foldings: leetspeak\nalpha', 'foldings'],
  ])('report what is wrong with %j', (text, reason) => {
    expect(parseList(text, 'x').problems).toEqual([{ line: 1, message: expect.stringContaining(reason) }]);
  });

  it('survive junk', () => {
    const junk = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)).toString('utf8');
    const { list, problems } = parseList(junk, 'junk');
    expect(list.entries.length + problems.length).toBeGreaterThan(0);
    expect(list.entries.every((entry) => !entry.text.includes('\ufffd'))).toBe(true);
    expect(parseList(`good\n${'x'.repeat(10_000_000)}\n`, 'long')).toMatchObject({
      list: { entries: [{ line: 1, text: 'good' }] },
      problems: [{ line: 2 }],
    });
  });
});
