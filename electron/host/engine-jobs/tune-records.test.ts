import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { type KeptTune, TuneRecords } from './tune-records.ts';

const folder = makeTemporaryFolder();
afterAll(() => folder.remove());

const conditions = { modelId: 'one', files: '1:10@20', deviceSetting: 'auto', machine: 'a CPU, a driver' };
const chosen = {
  threads: 2,
  batchSize: null,
  flashAttention: null,
  kvCacheType: null,
  speculation: null,
  expertLayersOnCpu: null,
};
const speeds = { prefill: 100, decode: 10 };
const tune: KeptTune = {
  ...conditions,
  at: 1,
  device: 'CPU',
  runtime: 'llama.cpp 1',
  chosen,
  before: speeds,
  after: { prefill: 110, decode: 12 },
  trials: [{ label: 'Threads: 2', prefill: 110, decode: 12 }],
};

it('keeps tunes and deadly trials over a restart', async () => {
  const path = join(folder.path, 'kept.json');
  const records = new TuneRecords(path);
  records.keep(tune);
  records.keep({ ...tune, modelId: 'other' });
  records.keepDeadlyTrial(conditions, 'Flash attention: on');
  await records.close();
  const again = new TuneRecords(path);
  expect(again.find(conditions, 'llama.cpp 1')).toMatchObject({ chosen, stale: false, runtime: 'llama.cpp 1' });
  expect(again.findDeadlyTrials(conditions)).toEqual(['Flash attention: on']);
  again.forget('one');
  expect(again.find(conditions, null)).toBeNull();
  expect(again.find({ ...conditions, modelId: 'other' }, null)).not.toBeNull();
  await again.close();
});

it('marks a tune as stale once runtime, driver or file has changed, and keeps it for its device', () => {
  const records = new TuneRecords(join(folder.path, 'stale.json'));
  records.keep(tune);
  records.keepDeadlyTrial(conditions, 'Flash attention: on');
  expect(records.find(conditions, null)?.stale).toBe(false);
  expect(records.find(conditions, 'llama.cpp 2')?.stale).toBe(true);
  expect(records.find({ ...conditions, machine: 'a CPU, a newer driver' }, 'llama.cpp 1')?.stale).toBe(true);
  expect(records.find({ ...conditions, files: '1:11@30' }, 'llama.cpp 1')?.stale).toBe(true);
  expect(records.find({ ...conditions, deviceSetting: 'cpu' }, 'llama.cpp 1')).toBeNull();
  // A newer driver may have mended it.
  expect(records.findDeadlyTrials({ ...conditions, machine: 'a CPU, a newer driver' })).toEqual([]);
});

it('begins anew where the file is damaged', () => {
  const path = join(folder.path, 'damaged.json');
  writeFileSync(path, '{"version":1,"tunes":[{"modelId":');
  expect(new TuneRecords(path).find(conditions, null)).toBeNull();
});
