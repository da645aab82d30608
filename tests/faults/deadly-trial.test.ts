import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHost, type TestHost } from '../contract/test-host.ts';
import { readModelDetails } from '../../electron/host/library/model-details.ts';
import { tuneModel } from '../../electron/host/engine-jobs/tune-model.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

let host: TestHost;
beforeAll(() => {
  const engineEntryPath = fileURLToPath(new URL('./fixtures/dies-in-a-trial.ts', import.meta.url));
  host = startTestHost({ engineEntryPath });
});
afterAll(() => host.close());

async function tune() {
  const { context } = host;
  await context.loader.ensureLoaded();
  context.jobs.end();
  await tuneModel(context, 'embedded');
  await waitUntil('the end of the tune', () => context.jobs.state?.status !== 'running', 100_000);
  return context.jobs.state;
}

it('outlives a trial that ends the engine, ends at a second one, and does the rest the next time', async () => {
  expect(await tune()).toMatchObject({
    status: 'failed',
    problem:
      'The tune ended because trying “Batch: 128” ended the engine. It is left out from now on: tune again for the rest.',
  });
  expect(await tune()).toBeNull();
  await host.context.tunes.close();
  const kept = JSON.parse(readFileSync(host.folder.tunes, 'utf8')) as {
    deadlyTrials: { label: string }[];
    tunes: { trials: { label: string }[] }[];
  };
  expect(kept.deadlyTrials.map(({ label }) => label)).toEqual(['Batch: 256', 'Batch: 128']);
  const tried = kept.tunes[0]!.trials.map(({ label }) => label);
  expect(tried).toContain('Batch: 1024');
  expect(tried).not.toContain('Batch: 256');
  const { tune: found } = await readModelDetails(host.context, 'embedded');
  expect(found).toMatchObject({ stale: false });
  await host.context.loader.ensureLoaded();
  expect(host.context.engine.state.phase).toBe('ready');
}, 240_000);
