import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { readMachineMemory } from '../../electron/host/library/machine-memory.ts';
import { readModelDetails } from '../../electron/host/library/model-details.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { startTestHost } from './test-host.ts';

const host = startTestHost();
const { context, folder } = host;
afterAll(() => host.close());

it('tells of an installed model how it fits, and what it took when it was last loaded', async () => {
  const { info } = await context.loader.ensureLoaded();
  const { fit, lastLoad } = await readModelDetails(context, 'embedded');
  expect(fit).toMatchObject({ verdict: 'cpu', longestContext: 1024, basis: 'header', correction: null });
  expect(fit!.need).toMatchObject({ contextSize: 1024, kvCacheType: 'F16', kvBytesPerToken: 6144 });
  expect(lastLoad).toMatchObject({ contextSize: 1024, ...info.memory });
  // Advice and engine count alike: advice for one chat, the engine with those that there is room for beside it.
  expect(info.parallelChats).toBeGreaterThan(1);
  const otherChatsBytes = (info.parallelChats - 1) * fit!.need.kvBytes;
  expect(fit!.systemBytes + otherChatsBytes).toBe(info.memory?.predictedBytes);
  await waitUntil('the history of loads', () => existsSync(folder.fitHistory));
  const kept = JSON.parse(readFileSync(folder.fitHistory, 'utf8')) as { loads: { modelId: string }[] };
  expect(kept.loads.at(-1)?.modelId).toBe('embedded');
});

it('counts as free what the loaded model would give back', async () => {
  await context.loader.ensureLoaded();
  const report = await context.engine.report();
  expect(report.heldByModel.systemBytes).toBeGreaterThan(1_000_000);
  const machine = await readMachineMemory(context.engine);
  expect(machine.video).toBeNull();
  expect(machine.systemFreeBytes).toBeGreaterThan(report.heldByModel.systemBytes);
  expect(machine.systemFreeBytes).toBeLessThanOrEqual(machine.systemTotalBytes);
});
