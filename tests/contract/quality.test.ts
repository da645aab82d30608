import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EngineJob } from '../../electron/contract/models-state.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

describeTransports('the quality of a level', {}, (served) => {
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
  const waitForModel = (app: AppFollower, fileName: string) =>
    waitUntil(fileName, () =>
      app.latest('models')?.models.models.find((model) => model.fileName === fileName && model.inspected),
    );
  const waitForLoad = (app: AppFollower) =>
    waitUntil('the load', () => app.latest('models')?.models.load.status === 'loaded');
  const measure = async (modelId: string) => {
    const app = new AppFollower(served.client);
    await waitForLoad(app);
    await served.client.models.measureQuality({ modelId });
    await waitForEnd(app);
    const jobs = jobsOf(app);
    const last = app.latest('engineJob')!.engineJob;
    await waitForLoad(app);
    app.close();
    return { jobs, last };
  };

  it('measures a level alone where no better one is installed', async () => {
    const { jobs, last } = await measure('embedded');
    expect(last).toBeNull();
    expect(jobs[0]).toMatchObject({ kind: 'quality', modelId: 'embedded', status: 'running', progress: 0 });
    expect(jobs.some(({ step }) => step === 'Q8_0: Reading the text')).toBe(true);
    const progress = jobs.map((job) => job.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const { quality } = await served.client.models.details({ modelId: 'embedded' });
    expect(quality).toMatchObject({ reference: null });
    expect(quality!.tokens).toBeGreaterThan(2000);
    // What its training left: 0.0845 nats a token on fresh conversations of this kind.
    expect(Math.log(quality!.perplexity)).toBeGreaterThan(0.07);
    expect(Math.log(quality!.perplexity)).toBeLessThan(0.1);
  });

  it('measures the best level too, and compares with it what is known of others', async () => {
    const app = new AppFollower(served.client);
    const path = join(served.host.folder.models, 'Ember-12M-A6M-F16.gguf');
    writeEmberLevel('F16', path);
    const best = await waitForModel(app, 'Ember-12M-A6M-F16.gguf');
    expect(best.familyId).toBe(app.latest('models')!.models.models.find(({ id }) => id === 'embedded')!.familyId);
    const { jobs } = await measure('embedded');
    expect(jobs.some(({ step }) => step === 'F16: Reading the text')).toBe(true);
    const { quality } = await served.client.models.details({ modelId: 'embedded' });
    expect(quality!.reference).toMatchObject({ modelId: best.id, level: 'F16' });
    // The same numbers in another type: only rounding on the way differs.
    expect(quality!.perplexity / quality!.reference!.perplexity).toBeCloseTo(1, 2);
    expect((await served.client.models.details({ modelId: best.id })).quality).toMatchObject({ reference: null });
    app.close();
  });

  it('ends at once where it is told to, and gives the model back', async () => {
    const app = new AppFollower(served.client);
    await waitForLoad(app);
    const engine = await served.slowEngine();
    await served.client.models.measureQuality({ modelId: 'embedded' });
    await expectAppError(served.client.models.tune({ modelId: 'embedded' }), 'busy');
    await served.client.models.endJob();
    engine.release();
    await waitForEnd(app);
    expect(app.latest('engineJob')!.engineJob).toBeNull();
    await waitForLoad(app);
    app.close();
  });

  it('gives way to a reply, and says so', async () => {
    const app = new AppFollower(served.client);
    await waitForLoad(app);
    const engine = await served.slowEngine();
    await served.client.models.measureQuality({ modelId: 'embedded' });
    const chat = await served.start('Hello');
    engine.release();
    expect((await chat.waitForEnd()).status).toBe('complete');
    await waitForEnd(app);
    expect(app.latest('engineJob')!.engineJob).toMatchObject({
      kind: 'quality',
      status: 'failed',
      problem: 'It ended early because a model was needed. Start it again.',
    });
    await served.client.models.endJob();
    await waitUntil('nothing left of it', () => app.latest('engineJob')!.engineJob === null);
    chat.close();
    app.close();
  });
});
