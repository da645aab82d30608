import { expect, it } from 'vitest';
import { embeddedModelId } from '../../electron/host/library/describe-model.ts';
import { planRun } from '../../electron/host/library/plan-run.ts';
import { nameStatement } from '../fixtures/ember-replies.ts';
import { hasSoftwareVulkan, useSoftwareVulkan } from '../fixtures/software-vulkan.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { startTestHost } from './test-host.ts';

useSoftwareVulkan();

describeTransports('devices', { anyDevice: true }, (served) => {
  it.skipIf(!hasSoftwareVulkan)('switches between two replies, to another process and without a death', async () => {
    const app = new AppFollower(served.client);
    const engine = () => app.latest('engine')!.engine;
    const chat = await served.start(nameStatement);
    expect(await chat.waitForEnd()).toMatchObject({ status: 'complete' });
    await waitUntil('the CPU', () => engine().device === 'CPU');
    expect(engine().generation).toBe(1);

    await served.client.settings.update({ device: 'vulkan:0' });
    const onGpu = await served.start(nameStatement);
    expect(await onGpu.waitForEnd()).toMatchObject({ status: 'complete' });
    await waitUntil('the GPU', () => engine().device?.includes('vulkan') === true);
    expect(engine()).toMatchObject({ phase: 'ready', generation: 2, death: null, deviceProblem: null });
    expect(engine().devices.map(({ id }) => id)).toEqual(['vulkan:0', 'cpu']);

    await served.client.settings.update({ device: 'cpu' });
    const back = await served.start(nameStatement);
    expect(await back.waitForEnd()).toMatchObject({ status: 'complete' });
    await waitUntil('the CPU again', () => engine().device === 'CPU');
    expect(engine()).toMatchObject({ generation: 3, death: null });
    // What was seen before can still be chosen.
    expect(engine().devices.map(({ id }) => id)).toEqual(['vulkan:0', 'cpu']);
    for (const one of [chat, onGpu, back]) one.close();
    app.close();
  });
});

it('plans a run with other options, and refuses numbers that the model cannot have', async () => {
  const host = startTestHost();
  try {
    const plan = await planRun(host.context, embeddedModelId, {});
    expect(plan).toMatchObject({ verdict: 'cpu', gpuLayers: 0, totalLayers: 7, contextSize: 1024, videoBytes: 0 });
    const short = await planRun(host.context, embeddedModelId, { contextSize: 256 });
    expect(short.systemBytes).toBeLessThan(plan.systemBytes);
    const all = await planRun(host.context, embeddedModelId, { expertsPerToken: 8 });
    expect(all.readPerToken.systemBytes).toBeGreaterThan(plan.readPerToken.systemBytes * 1.3);
    for (const wrong of [{ gpuLayers: 8 }, { expertLayersOnCpu: 7 }, { expertsPerToken: 9 }, { contextSize: 2048 }]) {
      await expect(planRun(host.context, embeddedModelId, wrong)).rejects.toMatchObject({ code: 'badInput' });
    }
  } finally {
    await host.close();
  }
});
