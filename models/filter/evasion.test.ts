import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldingNames, type Foldings } from './foldings.ts';
import { compileMatcher, type Matcher } from './matcher.ts';
import { StreamGate } from './stream-gate.ts';
import type { WordList } from './word-list.ts';

function compile(words: string[], foldings: Partial<Foldings> = {}): Matcher {
  const entries = words.map((word, index) => {
    const allow = word.startsWith('!');
    return { line: index + 1, text: allow ? word.slice(1) : word, allow };
  });
  const list: WordList = { id: 'test', name: 'Test', category: 'any', entries, foldings };
  return compileMatcher([list]);
}

function found(words: string[], text: string, foldings?: Partial<Foldings>): string | null {
  const match = compile(words, foldings).find(text);
  return match && text.slice(match.start, match.end);
}

describe('evasions', () => {
  it.each<[keyof Foldings, string, string, string]>([
    ['confusables', 'mixture', 'a mіxturе x', 'mіxturе'],
    ['confusables', 'hello', 'Ηello', 'Ηello'],
    ['confusables', 'сука', 'a cyKa', 'cyKa'],
    ['chinese', '变态', '你是變態', '變態'],
    ['compatibility', 'kg', '5 ㎏', '㎏'],
    ['case', 'mixture', 'MIXTURE', 'MIXTURE'],
    ['marks', 'mixture', 'mïxtürê', 'mïxtürê'],
    ['leetspeak', 'mixture', 'a m1x7ur3 x', 'm1x7ur3'],
    ['leetspeak', 'slut', '($lu+)', '$lu+'],
    ['leetspeak', 'bitch', 'b!tch', 'b!tch'],
    ['repeats', 'mixture', 'miiiixtuuuure', 'miiiixtuuuure'],
    ['repeats', 'fuck', 'fuuckk', 'fuuckk'],
    ['separators', 'mixture', 'a m i x t u r e.', 'm i x t u r e'],
    ['separators', 'mixture', 'm.i.x.t.u.r.e', 'm.i.x.t.u.r.e'],
    ['separators', 'mixture', 'mix-ture', 'mix-ture'],
    ['separators', 'mixture', '**mix**ture', 'mix**ture'],
    ['separators', 'kill yourself', 'kill-yourself', 'kill-yourself'],
    ['separators', '法轮功', '法 轮 功', '法 轮 功'],
    ['separators', '变态', '变*态', '变*态'],
  ])('are caught by %s: %j in %j', (folding, word, text, expected) => {
    expect(found([word], text)).toBe(expected);
    expect(found([word], text, { [folding]: false })).toBeNull();
  });

  it.each([
    ['mixture', 'm 1 x-t..u_r 3', 'm 1 x-t..u_r 3'],
    ['mixture', 'M1XXX-TURE', 'M1XXX-TURE'],
    ['fuck', 'FFFUUUUCCCKKK', 'FFFUUUUCCCKKK'],
    ['asshole', '@$$h0le', '@$$h0le'],
    ['bitch', 'b.1.т.с.h', 'b.1.т.с.h'],
  ])('are caught together: %j in %j', (word, text, expected) => expect(found([word], text)).toBe(expected));

  it.each([
    ['tits', 'call 7175 now'],
    ['deskin', 'the desk in the room'],
    ['whore', "who're you"],
    ['bob', 'boob'],
    ['mixture', 'remix-ture'],
    ['mixture', 'mix ture'],
    ['mixture', 'm ixture'],
    ['mixture', 'm i x t ure'],
    ['变态', '改变，态度'],
    ['变态', '改变 态度'],
    ['coon', 'con'],
    ['good', 'god'],
    ['ass', 'A.S.S. 455'],
    ['hell', 'he will'],
  ])('do not make %j of %j', (word, text) => expect(found([word], text)).toBeNull());
});

describe('letters of one alphabet', () => {
  it.each([
    ['mar', 'zet', 'abcdefghijklmnopqrstuvwxyz'],
    ['мар', 'зет', 'абвгдежзиклмнопрстуфхцчшщъыьэюя'],
  ])('do not stand for each other between %s and %s', (before, after, letters) => {
    for (const letter of letters) {
      const matcher = compile([before + letter + after]);
      expect([...letters].filter((other) => matcher.find(before + other + after))).toEqual([letter]);
    }
  });
});

describe('wildcards', () => {
  it.each([
    ['mixtur*', 'of mixtures', 'mixtur'],
    ['*ture', 'a mixture', 'ture'],
    ['*cunt*', 'Scunthorpe', 'cunt'],
    ['b?d', 'so bad', 'bad'],
    ['b?d', 'bd', null],
    ['b?d', 'b-d', null],
    ['what?', 'what? yes', 'what?'],
    ['what?', 'whats yes', null],
    ['f?ck', 'a føck', 'føck'],
  ])('%j in %j', (word, text, expected) => expect(found([word], text)).toBe(expected));
});

describe('allow phrases', () => {
  it.each([
    [['*cunt*', '!Scunthorpe'], 'in Scunthorpe.', null],
    [['*cunt*', '!Scunthorpe'], 'in Scunthorp.', 'cunt'],
    [['*peg*', '!pegboard'], 'a pegboard, a peg', 'peg'],
    [['peg', '!peg board'], 'a peg board', null],
    [['peg', '!peg board'], 'a peg  boat', 'peg'],
    [['big peg', '!peg'], 'a big peg', 'big peg'],
    [['mixture', '!mixture'], 'mixture', null],
  ])('%j in %j', (words, text, expected) => expect(found(words, text)).toBe(expected));

  it('hold a hit back until they are ruled out', () => {
    const gate = new StreamGate(compile(['*cunt*', '!Scunthorpe']));
    const steps = ['in Scunt', 'horpe', ' and scunt', 'hor', 'n'].map((text) => gate.push({ channel: 'answer', text }));
    expect(steps.map((step) => step.released.map((delta) => delta.text).join(''))).toEqual([
      'in S',
      '',
      'cunthorpe and s',
      '',
      '',
    ]);
    expect(steps.at(-1)?.match).toMatchObject({ position: 19 });
  });
});

describe('lists with foldings of their own', () => {
  it('are matched each by its own', () => {
    const lists: WordList[] = [
      { id: 'a', name: 'A', category: 'x', entries: [{ line: 1, text: 'Polish' }], foldings: { case: false } },
      {
        id: 'b',
        name: 'B',
        category: 'x',
        entries: [
          { line: 1, text: 'mixture' },
          { line: 2, text: 'Polish ham', allow: true },
        ],
      },
      { id: 'c', name: 'C', category: 'x', entries: [{ line: 7, text: 'mixture' }], foldings: { leetspeak: false } },
    ];
    const matcher = compileMatcher(lists);
    expect(matcher.find('polish')).toBeNull();
    expect(matcher.find('Polish')).toMatchObject({ start: 0, rule: { listId: 'a' } });
    expect(matcher.find('polish ham')).toBeNull();
    expect(matcher.find('the Polish ham')).toBeNull();
    expect(matcher.find('m1xture')?.rule).toMatchObject({ listId: 'b', line: 1 });
    expect(compileMatcher(lists.toReversed()).find('m1xture')?.rule).toMatchObject({ listId: 'b', line: 1 });
    expect(compileMatcher(lists.toReversed()).find('mixture')?.rule).toMatchObject({ listId: 'c', line: 7 });
  });
});

describe('the stream gate under every folding', () => {
  const letters = ['a', 'b', '4', ' ', '-'];
  const continuations = everyText(letters, 5);
  const words = fc.array(
    fc.array(fc.constantFrom('a', 'b'), { minLength: 4, maxLength: 4 }).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 2 },
  );

  it('holds back exactly what some continuation turns into a match', () => {
    const text = fc.array(fc.constantFrom(...letters), { maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, text, fc.constantFrom(...foldingNames), (entries, start, off) => {
        const matcher = compile(entries, { [off]: false });
        const gate = new StreamGate(matcher);
        const released = gate
          .push({ channel: 'answer', text: start })
          .released.map((delta) => delta.text)
          .join('');
        const starts = continuations.map((more) => matcher.find(start + more)?.start ?? start.length);
        expect(released.length).toBe(Math.min(start.length, ...starts));
      }),
      { seed: 31, numRuns: 60 },
    );
  }, 60_000);

  it('gives what a check of the whole text gives, whatever the chunks', () => {
    const part = fc.constantFrom(
      'a',
      'A',
      'aa',
      'b',
      '4',
      '8',
      '@',
      ' ',
      '-',
      '.',
      '\u200b',
      'а',
      '\u0301',
      '\n',
      '变',
      '變',
    );
    const text = fc.array(part, { maxLength: 24 }).map((parts) => parts.join(''));
    const entry = fc
      .array(fc.constantFrom('a', 'b', '变', ' '), { minLength: 2, maxLength: 5 })
      .map((parts) => parts.join(''));
    const entries = fc.array(
      fc.oneof(
        entry,
        entry.map((core) => `*${core}`),
        entry.map((core) => `!${core}`),
      ),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(entries, text, fc.array(fc.nat(24), { maxLength: 8 }), (list, whole, cuts) => {
        const matcher = compile(list);
        const match = matcher.find(whole);
        const gate = new StreamGate(matcher);
        let released = '';
        for (const piece of cut(whole, cuts)) {
          for (const delta of gate.push({ channel: 'answer', text: piece }).released) released += delta.text;
        }
        for (const delta of gate.end().released) released += delta.text;
        expect(released).toBe(whole.slice(0, match?.start ?? whole.length));
      }),
      { seed: 32, numRuns: 3000 },
    );
  }, 60_000);
});

function everyText(letters: string[], maxLength: number): string[] {
  let last = [''];
  const all = [''];
  for (let length = 1; length <= maxLength; length++) {
    last = last.flatMap((text) => letters.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

function cut(text: string, cuts: number[]): string[] {
  const places = [0, ...cuts.filter((place) => place < text.length).toSorted((a, b) => a - b), text.length];
  return places.slice(1).map((place, index) => text.slice(places[index], place));
}
