import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { FitHistory, type KeptLoad } from './fit-history.ts';

const folder = { path: '', remove: () => {} };
beforeEach(() => void Object.assign(folder, makeTemporaryFolder()));
afterEach(() => folder.remove());

const path = () => join(folder.path, 'fit-history.json');
const load = (ratio: number, change: Partial<KeptLoad> = {}): KeptLoad => {
  const predictedBytes = 4_000_000_000;
  return {
    at: 1,
    modelId: 'm',
    device: 'cpu',
    contextSize: 4096,
    predictedBytes,
    actualBytes: predictedBytes * ratio,
    ...change,
  };
};

it('corrects by the median of the last loads on the same device', () => {
  const history = new FitHistory(path());
  expect(history.correctionFor('cpu')).toBeNull();
  for (const ratio of [1.1, 1.12, 1.4]) history.add(load(ratio));
  history.add(load(1.3, { device: 'gpu' }));
  expect(history.correctionFor('cpu')).toEqual({ ratio: 1.12, loads: 3 });
  expect(history.correctionFor('gpu')).toEqual({ ratio: 1.3, loads: 1 });
  for (let index = 0; index < 9; index++) history.add(load(0.95));
  expect(history.correctionFor('cpu')).toEqual({ ratio: 0.95, loads: 9 });
});

it('never goes beyond its bounds, and learns nothing from small models', () => {
  const history = new FitHistory(path());
  history.add(load(30));
  expect(history.correctionFor('cpu')?.ratio).toBe(1.5);
  history.add(load(1, { device: 'gpu', predictedBytes: 40_000_000, actualBytes: 50_000_000 }));
  expect(history.correctionFor('gpu')).toBeNull();
  expect(history.findLast('m')?.actualBytes).toBe(50_000_000);
});

it('is kept, bounded, and begins anew when its file is damaged', async () => {
  const history = new FitHistory(path());
  for (let index = 0; index < 250; index++) history.add(load(1.2, { at: index }));
  await history.close();
  const kept = JSON.parse(readFileSync(path(), 'utf8')) as { loads: KeptLoad[] };
  expect(kept.loads).toHaveLength(200);
  const again = new FitHistory(path());
  expect(again.findLast('m')?.at).toBe(249);
  expect(again.correctionFor('cpu')).toEqual({ ratio: 1.2, loads: 9 });
  writeFileSync(path(), '{"version":1,"loads":[{"at":"never"}]}');
  expect(new FitHistory(path()).correctionFor('cpu')).toBeNull();
});
