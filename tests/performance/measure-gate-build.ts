import AhoCorasick from 'modern-ahocorasick';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileMatcher } from '../../models/filter/matcher.ts';
import { parseWords } from '../../models/filter/parse-words.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { createWordList, gateSides } from './gate-sides.ts';
import { makeWords } from './gate-words.ts';

const wordCount = 100_000;
const rounds = 7;
const bytesPerMb = 1024 * 1024;

/** From entries to a matcher that can be used; what reading the list's text takes before that is among the sides. */
export async function measureGateBuildMs(): Promise<Figure> {
  const words = makeWords(wordCount);
  const text = words.join('\n');
  const builds: Record<string, () => unknown> = {
    parseMs: () => parseWords(text),
    gateMs: () => compileMatcher([createWordList(words)]),
    modernAhoCorasickMs: () => gateSides['modernAhoCorasick']!(words),
    obscenityMs: () => gateSides['obscenity']!(words),
  };
  const times = new Map<string, number[]>(Object.keys(builds).map((side) => [side, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [side, build] of Object.entries(builds)) {
      collectGarbage();
      const startedAt = performance.now();
      build();
      if (round >= 0) times.get(side)!.push(performance.now() - startedAt);
    }
  }
  const sides = Object.fromEntries(Array.from(times, ([side, values]) => [side, median(values)]));
  return createFigure('gateBuildMs', sides['gateMs']!, 'ms', { atMost: 300 }, { ...sides, words: wordCount, rounds });
}

/** What a matcher keeps, on the heap and in typed arrays, once it is built and the words are gone. */
export async function measureGateMemoryMb(): Promise<Figure> {
  const words = makeWords(wordCount);
  const gateMb = median(Array.from({ length: 3 }, () => measureKeptMb(() => compileMatcher([createWordList(words)]))));
  const modernAhoCorasickMb = median(Array.from({ length: 3 }, () => measureKeptMb(() => new AhoCorasick(words))));
  return createFigure('gateMemoryMb', gateMb, 'MiB', { atMost: 64 }, { gateMb, modernAhoCorasickMb, words: wordCount });
}

function measureKeptMb(build: () => unknown): number {
  const before = usedBytes();
  const kept = [build()];
  const after = usedBytes();
  // Still in use here, so that it could not be collected before.
  if (kept.pop() === undefined) throw new Error('Nothing was built');
  return (after - before) / bytesPerMb;
}

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
