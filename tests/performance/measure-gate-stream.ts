import { builtInLists } from '../../models/filter/built-in-lists.ts';
import { compileMatcher, type Matcher } from '../../models/filter/matcher.ts';
import { StreamGate } from '../../models/filter/stream-gate.ts';
import { openEmberTokenizer } from '../fixtures/ember-tokenizer.ts';
import { cleanProse } from '../fixtures/filter/clean-prose.ts';
import { createFigure, median, type Figure } from './figure.ts';
import { createWordList } from './gate-sides.ts';
import { makeWords } from './gate-words.ts';

const tokensPerSecond = 500;
const rounds = 15;
/** One reply is too short for the resolution of CPU time. */
const repliesPerRound = 20;
const mostWords = 100_000;

/** CPU time of the gate a token of clean prose, with 100,000 words, as a share of a decode of 500 tokens/s. */
export async function measureGateShare100k(): Promise<Figure> {
  const replies = await cutProse();
  const matcher = compileWith(mostWords);
  const tokens = replies.reduce((sum, pieces) => sum + pieces.length, 0) * repliesPerRound;
  const shares: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let repeat = 0; repeat < repliesPerRound; repeat++) for (const pieces of replies) pushAll(matcher, pieces);
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) shares.push((user + system) / 1e6 / (tokens / tokensPerSecond));
  }
  const share = median(shares);
  const sides = { microsecondsPerToken: (share * 1e6) / tokensPerSecond, tokensPerSecond, words: mostWords, rounds };
  return createFigure('gateShare100k', share, 'ratio', { atMost: 0.005 }, sides);
}

/**
 * Mean held back after each token of clean prose, with the built-in lists and 1,000 words that begin as those of the
 * prose do. With far more of them the shortest tail that could become a word is longer: see the sides.
 */
export async function measureGateHeldCharacters(): Promise<Figure> {
  const replies = await cutProse();
  const held = (words: number): number => measureHeld(compileWith(words), replies);
  const sides = {
    builtInListsOnly: held(0),
    with1kWords: held(1000),
    with10kWords: held(10_000),
    with100kWords: held(mostWords),
    tokens: replies.reduce((sum, pieces) => sum + pieces.length, 0),
  };
  return createFigure('gateHeldCharacters', sides.with1kWords, 'characters', { atMost: 2 }, sides);
}

/** Clean prose in five languages, in the tokens of the embedded model. */
async function cutProse(): Promise<string[][]> {
  const cutTokens = await openEmberTokenizer();
  return Object.values(cleanProse).map(cutTokens);
}

function compileWith(wordCount: number): Matcher {
  return compileMatcher([...builtInLists, createWordList(makeWords(wordCount))]);
}

/** Sends a reply through a fresh gate; gives what was held back after each token, added up. */
function pushAll(matcher: Matcher, pieces: readonly string[]): number {
  const gate = new StreamGate(matcher);
  let held = 0;
  for (const text of pieces) {
    if (gate.push({ channel: 'answer', text }).match) throw new Error('The gate found a word in clean prose');
    held += gate.heldUnits;
  }
  gate.end();
  return held;
}

function measureHeld(matcher: Matcher, replies: readonly string[][]): number {
  const tokens = replies.reduce((sum, pieces) => sum + pieces.length, 0);
  return replies.reduce((sum, pieces) => sum + pushAll(matcher, pieces), 0) / tokens;
}
