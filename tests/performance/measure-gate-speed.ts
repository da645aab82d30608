import { cleanProse } from '../fixtures/filter/clean-prose.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { gateSides } from './gate-sides.ts';
import { makeWords } from './gate-words.ts';

const rounds = 9;
/** A round of a side lasts at least this long; a slow side's round is one pass over the text. */
const roundMs = 40;
const text = Object.values(cleanProse).join('\n');

/** Characters a second of clean prose in five languages, by the gate and by others, with that many words. */
export async function measureGateSpeed(figure: string, wordCount: number): Promise<Figure> {
  const words = makeWords(wordCount);
  const searches = Object.entries(gateSides).map(([side, build]) => ({ side, search: build(words) }));
  const speeds = new Map<string, number[]>(searches.map(({ side }) => [side, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { side, search } of round % 2 ? searches : searches.toReversed()) {
      const speed = measureSpeed(side, search);
      if (round >= 0) speeds.get(side)!.push(speed);
    }
  }
  const sides = Object.fromEntries(Array.from(speeds, ([side, values]) => [side, median(values)]));
  return createFigure(figure, sides['gate']!, 'characters/s', null, { ...sides, words: wordCount, rounds });
}

function measureSpeed(side: string, search: (text: string) => boolean): number {
  let passes = 0;
  const startedAt = performance.now();
  let elapsedMs = 0;
  do {
    if (search(text)) throw new Error(`${side} found a word in clean prose`);
    passes++;
    elapsedMs = performance.now() - startedAt;
  } while (elapsedMs < roundMs);
  return (passes * text.length * 1000) / elapsedMs;
}
