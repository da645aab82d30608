import { expect, it } from 'vitest';
import { describeGain, listChosen } from './describe-tune.ts';

const nothing = {
  threads: null,
  batchSize: null,
  flashAttention: null,
  kvCacheType: null,
  speculation: null,
  expertLayersOnCpu: null,
};

it('names what was chosen, and nothing that was left as it was', () => {
  expect(listChosen({ chosen: nothing })).toEqual([]);
  expect(
    listChosen({ chosen: { ...nothing, threads: 2, flashAttention: false, speculation: 'promptLookup' } }),
  ).toEqual([
    ['Threads', '2'],
    ['Flash attention', 'Off'],
    ['Speculation', 'Prompt lookup'],
  ]);
});

it('counts a choice of zero', () => {
  expect(listChosen({ chosen: { ...nothing, expertLayersOnCpu: 0 } })).toEqual([
    ['Layers with experts on the CPU', '0'],
  ]);
});

it.each([
  [100, 112, '+12 %'],
  [100, 91, '−9 %'],
  [100, 100.2, null],
  [0, 100, null],
])('from %d to %d is %s', (before, after, gain) => {
  expect(describeGain(before, after)).toBe(gain);
});
