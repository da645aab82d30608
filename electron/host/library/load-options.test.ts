import { expect, it } from 'vitest';
import { defaultRunOptions, type RunOptions } from '../../../models/run-options.ts';
import { defaultSettings, type Settings } from '../../../models/settings.ts';
import { toLoadOptions } from './load-options.ts';

const tuned = {
  threads: null,
  batchSize: null,
  flashAttention: null,
  kvCacheType: null,
  speculation: null,
  expertLayersOnCpu: 6,
};

function chooseThreads(own: Partial<RunOptions>, threads: number | null) {
  const settings = { ...defaultSettings, runOptions: { one: { ...defaultRunOptions, ...own } } };
  const surroundings = { stateFolder: null, findPath: () => null, tuned: { ...tuned, threads }, autoContextSize: null };
  const options = toLoadOptions({ id: 'one', path: 'one.gguf' }, settings, surroundings);
  return { count: options.threads, isTuned: options.threadsTuned ?? false };
}

it('leaves prompts free to take other threads than a tune found for decode, but not than the user chose', () => {
  expect(chooseThreads({}, 2)).toEqual({ count: 2, isTuned: true });
  expect(chooseThreads({ threads: 3 }, 2)).toEqual({ count: 3, isTuned: false });
  expect(chooseThreads({}, null)).toEqual({ count: 'auto', isTuned: false });
});

function placeExperts(own: Partial<RunOptions>) {
  const settings = { ...defaultSettings, runOptions: { one: { ...defaultRunOptions, ...own } } };
  const surroundings = { stateFolder: null, findPath: () => null, tuned, autoContextSize: null };
  const options = toLoadOptions({ id: 'one', path: 'one.gguf' }, settings, surroundings);
  return { count: options.expertLayersOnCpu, isTuned: options.expertsTuned ?? false };
}

it('places experts as a tune found, below the user’s own division of the layers', () => {
  expect(placeExperts({})).toEqual({ count: 6, isTuned: true });
  expect(placeExperts({ expertLayersOnCpu: 2 })).toEqual({ count: 2, isTuned: false });
  expect(placeExperts({ gpuLayers: 3 })).toEqual({ count: null, isTuned: false });
});

it('lets the context grow only where its length is left to the app', () => {
  const sizes = (settings: Partial<Settings>, own: Partial<RunOptions> = {}) => {
    const all = { ...defaultSettings, ...settings, runOptions: { one: { ...defaultRunOptions, ...own } } };
    const surroundings = { stateFolder: null, findPath: () => null, tuned: null, autoContextSize: 16_384 };
    const { contextSize, autoContextSize } = toLoadOptions({ id: 'one', path: 'one.gguf' }, all, surroundings);
    return [contextSize, autoContextSize];
  };
  expect(sizes({})).toEqual(['auto', 16_384]);
  expect(sizes({ contextSize: 4096 })).toEqual([4096, undefined]);
  expect(sizes({}, { contextSize: 2048 })).toEqual([2048, undefined]);
  expect(sizes({ contextSize: 4096 }, { contextSize: 'auto' })).toEqual(['auto', 16_384]);
});
