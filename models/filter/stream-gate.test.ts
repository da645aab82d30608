import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel, Delta } from '../conversation/conversation.ts';
import { compileMatcher, type Matcher } from './matcher.ts';
import { StreamGate, type GateMatch } from './stream-gate.ts';
import type { WordList } from './word-list.ts';

function compile(...words: string[]): Matcher {
  const entries = words.map((text, index) => ({ line: index + 1, text }));
  const list: WordList = { id: 'test', name: 'Test', category: 'any', entries };
  return compileMatcher([list]);
}

/** Runs deltas through a gate; `steps` is the text of each step, the end of the reply last. */
function run(matcher: Matcher, deltas: Delta[]) {
  const gate = new StreamGate(matcher);
  const total: Record<Channel, string> = { answer: '', reasoning: '' };
  const steps: string[] = [];
  let match: GateMatch | null = null;
  for (const delta of [...deltas, null]) {
    const step = delta ? gate.push(delta) : gate.end();
    if (match) expect(step).toEqual({ released: [], match: null });
    match ??= step.match;
    for (const { channel, text } of step.released) total[channel] += text;
    steps.push(step.released.map((released) => released.text).join(''));
  }
  return { total, steps, match };
}

const answer = (text: string): Delta => ({ channel: 'answer', text });
const reasoning = (text: string): Delta => ({ channel: 'reasoning', text });

describe('StreamGate', () => {
  it('releases clean text at once and holds only what could still become a word', () => {
    const { steps, match } = run(compile('mixture'), ['Hello ', 'mi', 'lk, mix', 'ed mixtures', '.'].map(answer));
    expect(steps).toEqual(['Hello ', '', 'milk, ', 'mixed mixtures', '.', '']);
    expect(match).toBeNull();
  });

  it('withholds a word that is cut in pieces, and all that follows', () => {
    const { steps, match } = run(compile('mixture'), ['A m', 'ix\u200b', 'ture', ' of', ' more'].map(answer));
    expect(steps).toEqual(['A ', '', '', '', '', '']);
    expect(match).toEqual({
      rule: { listId: 'test', listName: 'Test', category: 'any', line: 1 },
      channel: 'answer',
      position: 2,
    });
  });

  it('decides a word at the end of the reply', () => {
    expect(run(compile('mixture'), [answer('a mixture')]).match?.position).toBe(2);
    expect(run(compile('mixture'), [answer('a mixtur')]).total.answer).toBe('a mixtur');
  });

  it('fires at once where a script has no word boundaries', () => {
    expect(run(compile('变态'), [answer('你是变'), answer('态')]).steps).toEqual(['你是', '', '']);
  });

  it('never cuts a surrogate pair', () => {
    const { steps } = run(compile('mixture'), [answer('a\ud83d'), answer('\ude00b'), answer('\ud83d')]);
    expect(steps).toEqual(['a', '😀b', '', '\ud83d']);
  });

  it('takes the end of the reasoning for the end of a word', () => {
    const { total, match } = run(compile('mixture'), [reasoning('a mixture'), answer('s are fine')]);
    expect(total).toEqual({ reasoning: 'a ', answer: '' });
    expect(match).toMatchObject({ channel: 'reasoning', position: 2 });
  });

  it('finds a word on the border between reasoning and answer', () => {
    const { total, match } = run(compile('mixture'), [reasoning('so mix'), answer('ture it is')]);
    expect(total).toEqual({ reasoning: 'so ', answer: '' });
    expect(match).toMatchObject({ channel: 'reasoning', position: 3 });
  });

  it('takes the start of the answer for the start of a word', () => {
    const { total, match } = run(compile('mixture'), [reasoning('re'), answer('mixture '), answer('end')]);
    expect(total).toEqual({ reasoning: 're', answer: '' });
    expect(match).toMatchObject({ channel: 'answer', position: 0 });
  });

  it('finds a word that a channel goes on with after the other one spoke', () => {
    const { total } = run(compile('mixture'), [reasoning('a mix'), answer('hello '), reasoning('ture')]);
    expect(total).toEqual({ reasoning: 'a ', answer: 'hello ' });
  });
});

describe('StreamGate, by property', () => {
  const part = fc.constantFrom('a', 'b', 'A', ' ', '.', '\u200b', '\u0301', '中', '바', '½', '😀', '\ud83d', '\n');
  const textOf = (maxLength: number) => fc.array(part, { maxLength }).map((parts) => parts.join(''));
  const wordsOf = fc.array(textOf(4), { minLength: 1, maxLength: 5 });

  it('gives the same whatever the chunks, and exactly what a check of the whole text gives', () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 12 });
    fc.assert(
      fc.property(wordsOf, textOf(30), cuts, (words, text, at) => {
        const matcher = compile(...words);
        const match = matcher.find(text);
        const result = run(matcher, chunk(text, at).map(answer));
        expect(result.total.answer).toBe(text.slice(0, match?.start ?? text.length));
        expect(result.match).toEqual(match && { rule: match.rule, channel: 'answer', position: match.start });
      }),
      { seed: 21, numRuns: 3000 },
    );
  }, 60_000);

  it('holds back exactly what some continuation turns into a match', () => {
    const letters = ['a', 'b', ' ', '\u200b', '中'];
    const small = (maxLength: number) => fc.array(fc.constantFrom(...letters), { maxLength }).map((p) => p.join(''));
    const continuations = everyText(letters, 4);
    fc.assert(
      fc.property(fc.array(small(4), { minLength: 1, maxLength: 4 }), small(8), (words, text) => {
        const matcher = compile(...words);
        const gate = new StreamGate(matcher);
        const step = gate.push(answer(text));
        const released = step.released.map((delta) => delta.text).join('').length;
        const starts = continuations.map((more) => matcher.find(text + more)?.start ?? text.length);
        expect(released).toBe(Math.min(text.length, ...starts));
      }),
      { seed: 22, numRuns: 300 },
    );
  }, 60_000);

  it('leaks nothing and loses nothing with two channels', () => {
    const delta = fc.record({ channel: fc.constantFrom<Channel>('answer', 'reasoning'), text: textOf(5) });
    fc.assert(
      fc.property(
        wordsOf,
        fc.array(delta, { maxLength: 8 }),
        fc.array(fc.nat(4), { maxLength: 30 }),
        (words, all, at) => {
          const matcher = compile(...words);
          const whole = run(matcher, all);
          const cut = run(
            matcher,
            all.flatMap(({ channel, text }, index) =>
              chunk(text, [at[index] ?? 1]).map((piece) => ({ channel, text: piece })),
            ),
          );
          expect(cut.total).toEqual(whole.total);
          expect(cut.match).toEqual(whole.match);
          const readings = [textIn(all, 'answer'), textIn(all, 'reasoning'), ...prefixesAtBorders(all), textIn(all)];
          expect(whole.match !== null).toBe(readings.some((reading) => matcher.find(reading) !== null));
          for (const channel of ['answer', 'reasoning'] as const) {
            const clean = textIn(all, channel).slice(0, matcher.find(textIn(all, channel))?.start);
            expect(clean.startsWith(whole.total[channel])).toBe(true);
            if (!whole.match) expect(whole.total[channel]).toBe(textIn(all, channel));
          }
        },
      ),
      { seed: 23, numRuns: 2000 },
    );
  }, 60_000);
});

function chunk(text: string, at: number[]): string[] {
  const places = [0, ...at.filter((place) => place < text.length).toSorted((a, b) => a - b), text.length];
  return places.slice(1).map((place, index) => text.slice(places[index], place));
}

function everyText(letters: string[], maxLength: number): string[] {
  let last = [''];
  const all = [''];
  for (let length = 1; length <= maxLength; length++) {
    last = last.flatMap((text) => letters.map((letter) => text + letter));
    all.push(...last);
  }
  return all;
}

/** The text of one channel, or of all in order. */
function textIn(deltas: Delta[], channel?: Channel): string {
  return deltas.map((delta) => (channel === undefined || channel === delta.channel ? delta.text : '')).join('');
}

function prefixesAtBorders(deltas: Delta[]): string[] {
  const spoken = deltas.filter((delta) => delta.text !== '');
  return spoken.flatMap((delta, index) => {
    const next = spoken[index + 1];
    return next && next.channel !== delta.channel ? [textIn(spoken.slice(0, index + 1), delta.channel)] : [];
  });
}
