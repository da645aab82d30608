import { expect, it } from 'vitest';
import type { EngineJob } from '../../../electron/contract/models-state.ts';
import { describeJobNews } from './describe-job-news.ts';

const running: EngineJob = {
  kind: 'tune',
  modelId: 'm',
  step: 'Threads',
  progress: 0.1,
  status: 'running',
  problem: null,
};
const failed: EngineJob = { ...running, status: 'failed', problem: 'The engine ended.' };

it.each<[string, EngineJob | null, EngineJob | null, string | null]>([
  ['nothing', null, null, null],
  ['a start', null, running, 'jobbegun.tune'],
  ['a percent', running, { ...running, progress: 0.2 }, null],
  ['a quarter', running, { ...running, progress: 0.26 }, 'job.quarter'],
  ['the same quarter', { ...running, progress: 0.26 }, { ...running, progress: 0.4 }, null],
  ['another model', running, { ...running, modelId: 'n', kind: 'quality' }, 'jobbegun.quality'],
  ['an end', running, null, 'jobended.tune'],
  ['a failure', running, failed, 'jobfailed.tune'],
  ['the same failure', failed, failed, null],
  ['a failure taken away', failed, null, null],
])('%s', (_name, before, now, key) => {
  expect(describeJobNews(before, now)?.key ?? null).toBe(key);
});
