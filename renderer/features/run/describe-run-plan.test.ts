import { expect, it } from 'vitest';
import type { RunPlan } from '../../../electron/contract/models-state.ts';
import { listPlanRows } from './describe-run-plan.ts';

const cpu: RunPlan = {
  verdict: 'cpu',
  gpuLayers: 0,
  totalLayers: 28,
  expertLayersOnCpu: 0,
  contextSize: 4096,
  longestContext: 32_417,
  videoBytes: 0,
  systemBytes: 9e9,
  readPerToken: { videoBytes: 0, systemBytes: 1.5e9 },
};
const split: RunPlan = {
  ...cpu,
  verdict: 'expertsOnCpu',
  gpuLayers: 28,
  expertLayersOnCpu: 12,
  videoBytes: 4e9,
  systemBytes: 5e9,
  readPerToken: { videoBytes: 1e9, systemBytes: 0.5e9 },
};

it('says nothing of a GPU that neither plan uses', () => {
  const rows = listPlanRows(cpu, cpu);
  expect(rows.map(({ id }) => id)).toEqual(['context', 'longest', 'system', 'read']);
  expect(rows.every(({ automatic }) => automatic === null)).toBe(true);
});

it('sets what differs against the automatic plan', () => {
  const rows = listPlanRows({ ...cpu, contextSize: 8192, systemBytes: 9.5e9 }, cpu);
  expect(rows.filter(({ automatic }) => automatic !== null)).toEqual([
    { id: 'context', name: 'Context', value: '8,192 tokens', automatic: '4,096 tokens' },
    { id: 'system', name: 'System memory', value: '9.5 GB', automatic: '9 GB' },
  ]);
});

it('says what either memory is read for a token', () => {
  const rows = listPlanRows(cpu, split);
  expect(rows.map(({ id }) => id)).toContain('expertLayers');
  expect(rows.find(({ id }) => id === 'read')).toMatchObject({
    value: '1.5 GB',
    automatic: '1 GB of video, 500 MB of system memory',
  });
});

it('stands alone while the automatic plan is not known', () => {
  expect(listPlanRows(split, null).every(({ automatic }) => automatic === null)).toBe(true);
});
