import { expect, it } from 'vitest';
import { evaluationLists } from '../../models/filter/evaluation/evaluation-lists.ts';
import { compileMatcher } from '../../models/filter/matcher.ts';
import { openEmberTokenizer } from '../fixtures/ember-tokenizer.ts';
import { createOracle, foldCaseOnly } from '../fixtures/filter/aho-corasick-oracle.ts';
import { runRandomStreams } from '../fixtures/filter/random-streams.ts';

const cutTokens = await openEmberTokenizer();

it('leaks and loses nothing of random streams, some of them cut by the tokenizer of the embedded model', () => {
  const report = runRandomStreams(compileMatcher(evaluationLists), 3000, 41, { cutTokens });
  expect(report).toMatchObject({ leaked: 0, lost: 0 });
  expect(report.matches).toBeGreaterThan(1500);
  expect((report.missed + report.partly) / report.matches).toBeLessThanOrEqual(0.01);
});

it('agrees with modern-ahocorasick where only case is folded', () => {
  const lists = foldCaseOnly(evaluationLists);
  const report = runRandomStreams(compileMatcher(lists), 3000, 42, { cutTokens, oracle: createOracle(lists) });
  expect(report).toMatchObject({ leaked: 0, lost: 0, differing: 0 });
  expect(report.matches).toBeGreaterThan(150);
  expect(report.compared).toBeGreaterThan(1500);
});
