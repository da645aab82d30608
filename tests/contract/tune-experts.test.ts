import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { hasSoftwareVulkan, useSoftwareVulkan } from '../fixtures/software-vulkan.ts';
import { embeddedModel, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

describe.skipIf(!hasSoftwareVulkan)('a tune on a GPU', () => {
  useSoftwareVulkan();
  const engine = startEngine();
  const folder = makeTemporaryFolder();
  afterAll(async () => {
    await engine.stop();
    folder.remove();
  });
  const modelPath = join(folder.path, 'Ember-F32.gguf');
  // What is fixed is not tried: the experts are left.
  const options = {
    ...embeddedModel,
    device: 'vulkan:0',
    modelPath,
    contextSize: 512,
    batchSize: 512,
    kvCacheType: 'F16' as const,
  };
  const labels = ['Experts on the CPU: 2 layers', 'Experts on the CPU: 6 layers'];

  async function tune(change: Partial<typeof options> & { expertLayersOnCpu?: number }, avoided: string[] = []) {
    const told: { step: string; progress: number }[] = [];
    const onProgress = (step: string, progress: number) => told.push({ step, progress });
    const result = await engine.tune({ ...options, ...change }, avoided, onProgress, new AbortController().signal);
    return { result, told };
  }

  it('tries experts on the CPU, and a load obeys what it chose', async () => {
    writeEmberLevel('F32', modelPath);
    const { result, told } = await tune({});
    // How many of them there is time for depends on the machine: on a busy one none, and then nothing is chosen.
    const tried = result.trials.map(({ label }) => label);
    expect(tried).toEqual(labels.filter((label) => tried.includes(label)));
    for (const { prefill, decode } of result.trials) {
      expect(prefill).toBeGreaterThan(0);
      expect(decode).toBeGreaterThan(0);
    }
    const progress = told.map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const { expertLayersOnCpu } = result.chosen;
    expect([null, 2, 6]).toContain(expertLayersOnCpu);
    if (tried.length === 0) expect(expertLayersOnCpu).toBeNull();
    const chosen = { ...options, expertLayersOnCpu, expertsTuned: true };
    const info = await engine.load(chosen, () => undefined);
    expect(info).toMatchObject({ gpuLayers: 7, expertLayersOnCpu: expertLayersOnCpu ?? 0 });
    const other = await engine.load({ ...chosen, expertLayersOnCpu: 6 }, () => undefined);
    expect(other).toMatchObject({ gpuLayers: 7, expertLayersOnCpu: 6 });
  });

  it('leaves alone what the user fixed, and what ended the process before', async () => {
    expect((await tune({ expertLayersOnCpu: 2 })).result.trials).toEqual([]);
    expect((await tune({}, labels)).result.trials).toEqual([]);
  });
});
