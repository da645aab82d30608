import { expect, it } from 'vitest';
import type { Download } from '../../../../electron/contract/downloads-state.ts';
import { describeProgress, readControl } from './describe-download.ts';

const now = 1_000_000;
const running: Download = {
  id: 'd',
  repositoryId: 'o/r',
  revision: '',
  offerKey: 'Q4_K_M',
  name: 'A model',
  level: 'Q4_K_M',
  status: 'running',
  problem: null,
  doneBytes: 1_200_000_000,
  totalBytes: 9_600_000_000,
  bytesPerSecond: 12_300_000,
  secondsLeft: 683,
  files: [],
  modelId: null,
};
const offline = { code: 'offline', message: 'There is no network.', retryAt: now + 11_400 } as const;

it.each<[Partial<Download>, string, 'pause' | 'resume' | null]>([
  [{}, '1.2 GB of 9.6 GB · 12.3 MB/s · 11 min left', 'pause'],
  [{ bytesPerSecond: null, secondsLeft: null }, '1.2 GB of 9.6 GB · Waiting for data…', 'pause'],
  [{ bytesPerSecond: null, secondsLeft: null, doneBytes: 0 }, '0 B of 9.6 GB · Connecting…', 'pause'],
  [{ status: 'queued' }, '1.2 GB of 9.6 GB · Waiting for its turn', 'pause'],
  [{ status: 'waiting', problem: offline }, '1.2 GB of 9.6 GB · Trying again in 12 s', 'pause'],
  [{ status: 'waiting', problem: { ...offline, retryAt: now } }, '1.2 GB of 9.6 GB · Trying again…', 'pause'],
  [{ status: 'paused' }, '1.2 GB of 9.6 GB · Paused', 'resume'],
  [{ status: 'failed' }, '1.2 GB of 9.6 GB · Failed', 'resume'],
  [{ status: 'verifying', doneBytes: 9_600_000_000 }, '9.6 GB of 9.6 GB · Checking the files…', null],
  [{ status: 'done' }, '9.6 GB', null],
])('%j reads %s', (fields, text, control) => {
  const download = { ...running, ...fields };
  expect(describeProgress(download, now)).toBe(text);
  expect(readControl(download)).toBe(control);
});
