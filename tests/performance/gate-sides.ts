import AhoCorasick from 'modern-ahocorasick';
import { englishRecommendedTransformers, parseRawPattern, RegExpMatcher } from 'obscenity';
import { compileMatcher } from '../../models/filter/matcher.ts';
import type { WordList } from '../../models/filter/word-list.ts';
import { foldCaseOnly } from '../fixtures/filter/aho-corasick-oracle.ts';

/** Says whether a text holds one of the words. */
type Search = (text: string) => boolean;

/**
 * The matchers that are compared, built from the same words. `obscenity` has its own foldings; `modern-ahocorasick` and
 * the naive search fold case only, and so does `gateCaseOnly`.
 */
export const gateSides: Readonly<Record<string, (words: readonly string[]) => Search>> = {
  gate: (words) => {
    const matcher = compileMatcher([createWordList(words)]);
    return (text) => matcher.find(text) !== null;
  },
  gateCaseOnly: (words) => {
    const matcher = compileMatcher(foldCaseOnly([createWordList(words)]));
    return (text) => matcher.find(text) !== null;
  },
  modernAhoCorasick: (words) => {
    const matcher = new AhoCorasick(words);
    return (text) => matcher.match(text.toLowerCase());
  },
  obscenity: (words) => {
    const blacklistedTerms = words.map((word, id) => ({ id, pattern: parseRawPattern(word) }));
    const matcher = new RegExpMatcher({ blacklistedTerms, ...englishRecommendedTransformers });
    return (text) => matcher.hasMatch(text);
  },
  naive: (words) => (text) => {
    const lower = text.toLowerCase();
    return words.some((word) => lower.includes(word));
  },
};

/** A word list as the gate takes it. */
export function createWordList(words: readonly string[]): WordList {
  const entries = words.map((text, index) => ({ line: index + 1, text }));
  return { id: 'bench', name: 'Benchmark', category: 'own', entries };
}
