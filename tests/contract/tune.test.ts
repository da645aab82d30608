import { statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EngineJob } from '../../electron/contract/models-state.ts';
import { defaultRunOptions } from '../../models/run-options.ts';
import { identifyFiles, identifyMachine } from '../../electron/host/engine-jobs/job-surroundings.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';
import { startTestHost } from './test-host.ts';

describeTransports('a tune', {}, (served) => {
  const jobsOf = (app: AppFollower): EngineJob[] =>
    app.events.flatMap((event) => (event.type === 'engineJob' && event.engineJob ? [event.engineJob] : []));
  const waitForEnd = (app: AppFollower) =>
    waitUntil(
      'the end of the job',
      () => {
        const latest = app.latest('engineJob');
        return jobsOf(app).length > 0 && latest?.engineJob?.status !== 'running';
      },
      100_000,
    );
  const waitForLoad = (app: AppFollower) =>
    waitUntil('the load', () => app.latest('models')?.models.load.status === 'loaded');

  it('tries ways to run a model, keeps the best, and uses it from the next load on', async () => {
    const app = new AppFollower(served.client);
    await waitForLoad(app);
    expect((await served.client.models.details({ modelId: 'embedded' })).tune).toBeNull();
    await served.client.models.tune({ modelId: 'embedded' });
    await waitForEnd(app);
    expect(app.latest('engineJob')!.engineJob).toBeNull();
    expect(jobsOf(app).some(({ step }) => step === 'Batch: 256')).toBe(true);
    const { tune } = await served.client.models.details({ modelId: 'embedded' });
    expect(tune).toMatchObject({ device: 'CPU', stale: false });
    expect(tune!.runtime).toContain('llama.cpp');
    expect(tune!.before.decode).toBeGreaterThan(0);
    expect(tune!.after.prefill).toBeGreaterThan(0);
    // The settings of the tests fix the threads.
    expect(tune!.chosen.threads).toBeNull();
    expect(tune!.trials.map(({ label }) => label).some((label) => label.startsWith('Flash attention'))).toBe(true);
    await waitForLoad(app);
    const load = app.latest('models')!.models.load;
    if (load.status !== 'loaded') throw new Error('the model is not loaded');
    expect(load.info.batchSize).toBe(tune!.chosen.batchSize ?? load.info.batchSize);

    await served.client.models.forgetTune({ modelId: 'embedded' });
    expect((await served.client.models.details({ modelId: 'embedded' })).tune).toBeNull();
    app.close();
  });

  it('gives way to a reply, and a conversation can be deleted meanwhile', async () => {
    const app = new AppFollower(served.client);
    await waitForLoad(app);
    const before = await served.start('Hello');
    await before.waitForEnd();
    const engine = await served.slowEngine();
    await served.client.models.tune({ modelId: 'embedded' });
    await expectAppError(served.client.models.tune({ modelId: 'embedded' }), 'busy');
    engine.release();
    await served.client.conversations.delete({ conversationId: before.conversation.id });
    expect(app.latest('engineJob')!.engineJob?.status).toBe('running');
    const chat = await served.start('Hello');
    expect((await chat.waitForEnd()).status).toBe('complete');
    await waitForEnd(app);
    expect(app.latest('engineJob')!.engineJob).toMatchObject({ kind: 'tune', status: 'failed' });
    expect((await served.client.models.details({ modelId: 'embedded' })).tune).toBeNull();
    await served.client.models.endJob();
    chat.close();
    before.close();
    app.close();
  });

  it('is refused for a model that is not there, and while a reply is written', async () => {
    await expectAppError(served.client.models.tune({ modelId: 'nothing' }), 'notFound');
    const engine = await served.slowEngine();
    const chat = await served.start('Hello');
    await expectAppError(served.client.models.tune({ modelId: 'embedded' }), 'busy');
    engine.release();
    await chat.waitForEnd();
    chat.close();
  });
});

describe('a tune that is kept', () => {
  const { size, mtimeMs } = statSync(embeddedModelPath);
  const files = [{ path: embeddedModelPath, sizeBytes: size, modifiedMs: mtimeMs, sha256: null }];
  const kept = {
    modelId: 'embedded',
    files: identifyFiles({ path: embeddedModelPath, parts: 1, files }),
    deviceSetting: 'cpu',
    machine: identifyMachine(),
    at: 1,
    device: 'CPU',
    runtime: 'a runtime of long ago',
    chosen: {
      threads: null,
      batchSize: 128,
      flashAttention: true,
      kvCacheType: null,
      speculation: null,
      expertLayersOnCpu: null,
    },
    before: { prefill: 1, decode: 1 },
    after: { prefill: 2, decode: 2 },
    trials: [],
  };
  const start = (tune: typeof kept, settings = {}) =>
    startTestHost({
      settings,
      prepare: (folder) => writeFileSync(folder.tunes, JSON.stringify({ version: 1, tunes: [tune], deadlyTrials: [] })),
    });

  it('counts below the user’s own options, and no more once the runtime turns out to be another', async () => {
    const runOptions = { embedded: { ...defaultRunOptions, flashAttention: false } };
    const host = start(kept, { runOptions });
    const { info } = await host.context.loader.ensureLoaded();
    expect(info).toMatchObject({ batchSize: 128, flashAttention: false });
    await waitUntil('the runtime', () => host.context.engine.state.runtime !== null);
    expect(host.context.loader.needsLoad).toBe(true);
    const again = await host.context.loader.ensureLoaded();
    expect(again.info).toMatchObject({ batchSize: 512, flashAttention: false });
    await host.close();
  });

  it('does not count on another machine, or with other drivers', async () => {
    const host = start({ ...kept, machine: 'another machine' });
    const { info } = await host.context.loader.ensureLoaded();
    expect(info).toMatchObject({ batchSize: 512, flashAttention: false });
    await host.close();
  });
});
