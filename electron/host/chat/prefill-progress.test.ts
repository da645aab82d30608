import { expect, it } from 'vitest';
import { PrefillProgress } from './prefill-progress.ts';

it('tells how far a long prompt has come and how long the rest takes, at most four times a second', () => {
  const progress = new PrefillProgress();
  expect(progress.advance(0, 2000, 0)).toEqual({ doneTokens: 0, totalTokens: 2000, secondsLeft: null });
  expect(progress.advance(200, 2000, 100)).toBeNull();
  expect(progress.advance(500, 2000, 1000)).toEqual({ doneTokens: 500, totalTokens: 2000, secondsLeft: 3 });
  expect(progress.advance(600, 2000, 1100)).toBeNull();
  expect(progress.advance(1000, 2000, 4000)).toMatchObject({ secondsLeft: 4 });
});

it('is silent about a short one', () => {
  const progress = new PrefillProgress();
  for (const [done, now] of [
    [0, 0],
    [100, 1000],
    [200, 2000],
  ])
    expect(progress.advance(done!, 200, now)).toBeNull();
});
