import { afterEach, expect, test } from 'vitest';
import { type DownloadStand, startDownloadStand, type StandOptions } from '../fixtures/downloads/download-stand.ts';
import { type Fault, faultsInTurn } from '../fixtures/hub/fault-plan.ts';

const mb = 1 << 20;
const name = 'a-Q8_0.gguf';
const sizeBytes = 12 * mb + 12_345;

let stand: DownloadStand;
afterEach(() => stand.close());

async function start(options: Partial<StandOptions> = {}): Promise<DownloadStand> {
  stand = await startDownloadStand({ files: { [name]: sizeBytes }, ...options });
  return stand;
}

test('a file comes whole, by several connections, with its source beside it', async () => {
  await start();
  const id = stand.queue.add(stand.plan(name));
  const done = await stand.reaches(id, 'done');
  expect(done).toMatchObject({ doneBytes: sizeBytes, totalBytes: sizeBytes, problem: null, modelId: 'model-1' });
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
  expect(stand.extraBytes(name)).toBe(0);
  expect(stand.hub.requests.filter(({ origin }) => origin === 'storage').length).toBeGreaterThan(1);
});

const faults: [string, (Fault | null)[], number][] = [
  ['cut', [{ kind: 'cut', at: 0.4 }], 0],
  ['stall', [{ kind: 'stall', at: 0.4 }], 0],
  ['slow', [{ kind: 'slow', bytesPerSecond: 400_000 }], mb],
  ['truncate', [{ kind: 'truncate', at: 0.4 }], mb],
  ['wrongLength +', [{ kind: 'wrongLength', by: 5 }], mb],
  ['wrongLength -', [{ kind: 'wrongLength', by: -5 }], mb],
  ['500', [{ kind: 'status', status: 500 }], 0],
  [
    '503',
    [
      { kind: 'status', status: 503 },
      { kind: 'status', status: 503 },
    ],
    0,
  ],
  ['429', [{ kind: 'status', status: 429, retryAfterSeconds: 1 }], 0],
  ['expiredAddress', [{ kind: 'expiredAddress' }], 0],
  ['changedEtag', [null, { kind: 'changedEtag' }, { kind: 'changedEtag' }], 2 * mb],
  ['noRange', [{ kind: 'noRange' }], mb],
  ['all at once', Array.from({ length: 4 }, () => ({ kind: 'cut' as const, at: 0.7 })), 0],
];

test.each(faults)('%s costs little and no finished block', async (_name, plan, allowedBytes) => {
  await start();
  stand.proxy.plan = faultsInTurn(plan);
  const id = stand.queue.add(stand.plan(name));
  await stand.reaches(id, 'done');
  expect(stand.isWhole('a-Q8_0', [name])).toBe(true);
  expect(stand.proxy.faults.length).toBe(plan.filter(Boolean).length);
  // Beyond what was lost in the buffers of a connection that was dropped.
  expect(stand.extraBytes(name)).toBeLessThanOrEqual(allowedBytes + 2 * mb);
});
