import { expect, test } from 'vitest';
import { chargeRefetches, type CountedAnswer } from '../fixtures/downloads/charge-refetches.ts';

const answer = (change: Partial<CountedAnswer>): CountedAnswer => ({
  path: '/f?signature',
  range: 'bytes=0-99',
  fault: null,
  status: 206,
  deliveredBytes: 100,
  kills: 0,
  ...change,
});
const charge = (...answers: CountedAnswer[]) => chargeRefetches(answers, () => 1000);

test('what comes once is charged to nobody', () => {
  expect(charge(answer({}), answer({ range: 'bytes=100-199' }))).toEqual([]);
});

test('what comes twice is charged to the fault of the first, to the kill, or to the answer that was not asked for', () => {
  const cut = answer({ fault: { kind: 'cut', at: 0.5 }, deliveredBytes: 50 });
  expect(charge(cut, answer({ range: 'bytes=40-99', deliveredBytes: 60 }))).toEqual([{ cause: 'cut', bytes: 10 }]);
  expect(charge(cut, answer({ kills: 1 }))).toEqual([{ cause: 'kill', bytes: 50 }]);
  const whole = answer({ fault: { kind: 'noRange' }, status: 200, range: 'bytes=500-599', deliveredBytes: 70 });
  expect(charge(answer({}), whole)).toEqual([{ cause: 'noRange', bytes: 70 }]);
  expect(charge(whole, answer({ kills: 1 }))).toEqual([{ cause: 'noRange', bytes: 70 }]);
});

test('what comes after the whole had come is charged to wrong bytes', () => {
  const all = answer({ range: 'bytes=0-999', deliveredBytes: 1000 });
  expect(charge(all, answer({}), answer({ range: 'bytes=100-199' }))).toEqual([{ cause: 'wrongByte', bytes: 200 }]);
});
