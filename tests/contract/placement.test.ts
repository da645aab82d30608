import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectModelFile } from '../../electron/engine/inspect-model-file.ts';
import type { LoadOptions } from '../../electron/host/engine/engine-protocol.ts';
import { sumQuestion, sumReply } from '../fixtures/ember-replies.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { syntheticModels } from '../fixtures/gguf/synthetic-models.ts';
import { hasSoftwareVulkan, useSoftwareVulkan } from '../fixtures/software-vulkan.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

// On software Vulkan, where a GPU's memory is counted apart from the system's as on any other.
describe.skipIf(!hasSoftwareVulkan)('a model on a GPU', () => {
  useSoftwareVulkan();
  const engine = startEngine();
  const folder = makeTemporaryFolder();
  const ember = { ...embeddedModel, device: 'vulkan:0' };
  beforeAll(async () => {
    await engine.load(ember, () => undefined);
  });
  afterAll(async () => {
    await engine.stop();
    folder.remove();
  });

  const load = (change: Partial<LoadOptions>) => engine.load({ ...ember, ...change }, () => undefined);

  async function expectAsPredicted(change: Partial<LoadOptions>, what: string) {
    const info = await load(change);
    const { predictedBytes, actualBytes, video } = info.memory!;
    expect(Math.abs(predictedBytes / actualBytes - 1), what).toBeLessThan(0.1);
    expect(Math.abs(video!.predictedBytes / video!.actualBytes - 1), `${what}, video`).toBeLessThan(0.1);
    return { info, video: video!, systemBytes: actualBytes - video!.actualBytes };
  }

  it('is on the device that was chosen, which the engine lists and names', async () => {
    const info = await load({});
    expect(info).toMatchObject({ gpuLayers: 7, totalLayers: 7, expertLayersOnCpu: 0, flashAttention: false });
    const report = await engine.report();
    expect(report).toMatchObject({ device: info.device, deviceProblem: null, expertsApart: true });
    expect(report.devices.map(({ id }) => id)).toEqual(['vulkan:0', 'cpu']);
    expect(report.devices[0]).toMatchObject({ name: info.device, backend: 'vulkan' });
    expect(report.devices[0]!.totalBytes).toBeGreaterThan(1_000_000_000);
    expect(report.heldByModel.videoBytes).toBe(info.memory!.video!.actualBytes);
  });

  it('is on the CPU where the GPU gives no memory, and says so', async () => {
    // Less than the weights of a layer take.
    vi.stubEnv('GGML_VK_FORCE_MAX_BUFFER_SIZE', '2000000');
    const cramped = startEngine();
    const info = await cramped.load(ember, () => undefined);
    vi.unstubAllEnvs();
    expect(info).toMatchObject({ device: 'CPU', gpuLayers: 0 });
    expect(info.remarks.join()).toContain('too little free memory');
    const { answer } = await say(cramped, { prompt: sumQuestion, sessionId: 'cpu' });
    expect(answer).toBe(sumReply);
    await cramped.stop();
  });

  it.each(['F32', 'F16', 'Q8_0'] as const)('takes what was predicted: Ember at %s', async (level) => {
    const modelPath = findEmber(level);
    await expectAsPredicted({ modelPath }, level);
    await expectAsPredicted({ modelPath, expertLayersOnCpu: 99 }, `${level} with its experts on the CPU`);
    await expectAsPredicted({ modelPath, gpuLayers: 4 }, `${level} with half of its layers`);
  });

  it.each(syntheticModels.map((config) => [config.name, config] as const))(
    'takes what was predicted: %s',
    async (_, config) => {
      const modelPath = write(config);
      for (const contextSize of [512, 8192]) {
        for (const gpuLayers of [2, 3, 4, 5]) {
          const what = `${gpuLayers} layers, ${contextSize} tokens`;
          const { info } = await expectAsPredicted({ modelPath, contextSize, gpuLayers }, what);
          expect(info).toMatchObject({ gpuLayers, contextSize });
        }
        await expectAsPredicted(
          { modelPath, contextSize, expertLayersOnCpu: 2 },
          `experts apart, ${contextSize} tokens`,
        );
      }
    },
  );

  // The cache of a layer in system memory is fetched whole: with a long context and several chats it is most of it all.
  it.each([4, 8, 16])('takes what was predicted for several chats: %i layers', async (layers) => {
    const config = syntheticModels.find(({ architecture }) => architecture === 'qwen3moe')!;
    const modelPath = write({ ...config, layers });
    for (const gpuLayers of [2, Math.ceil(layers / 2), layers - 1, layers, layers + 1]) {
      const { info } = await expectAsPredicted({ modelPath, contextSize: 8192, gpuLayers }, `${gpuLayers} layers`);
      expect(info).toMatchObject({ gpuLayers, totalLayers: layers + 1 });
      expect(info.parallelChats).toBeGreaterThan(1);
    }
  });

  it('holds so much less as its experts weigh, and writes the same', async () => {
    const modelPath = findEmber('F32');
    const options = { modelPath, contextSize: 512 };
    const prompt = 'Tell me a long story about a fox.';
    const turn = { prompt, sessionId: 'experts', sampling: { maxTokens: 24 } };
    const whole = await expectAsPredicted(options, 'whole');
    const before = await say(engine, turn);
    const apart = await expectAsPredicted({ ...options, expertLayersOnCpu: 6 }, 'apart');
    const after = await say(engine, { ...turn, sessionId: 'apart' });
    expect(apart.info).toMatchObject({ gpuLayers: 7, expertLayersOnCpu: 6 });
    const { routedExpertBytes } = (await inspectModelFile(modelPath)).shape;
    expect(whole.video.actualBytes - apart.video.actualBytes).toBeGreaterThan(0.95 * routedExpertBytes);
    expect(apart.systemBytes - whole.systemBytes).toBeGreaterThan(0.95 * routedExpertBytes);
    expect(after.answer + after.reasoning).toBe(before.answer + before.reasoning);
  });

  it('leaves the GPU alone where no layer is to be on it', async () => {
    const info = await load({ gpuLayers: 0 });
    expect(info).toMatchObject({ gpuLayers: 0, device: 'CPU' });
    const report = await engine.report();
    expect(report).toMatchObject({ device: 'CPU', deviceProblem: null, heldByModel: { videoBytes: 0 } });
  });

  it('refuses numbers that the model cannot have', async () => {
    for (const expertsPerToken of [0, 9]) {
      await expect(load({ expertsPerToken })).rejects.toMatchObject({ code: 'badInput' });
    }
    await expect(load({ kvCacheType: 'Q8_0', flashAttention: false })).rejects.toMatchObject({ code: 'badInput' });
    expect((await load({ expertsPerToken: 8 })).remarks).toEqual([]);
  });

  it('says what it could not have', async () => {
    const { remarks, kvCacheType } = await load({ kvCacheType: 'Q8_0', flashAttention: true });
    expect(kvCacheType).toBe('F16');
    expect(remarks).toHaveLength(2);
  });

  it('runs on the CPU, and says so, where the chosen device is not there', async () => {
    const info = await load({ device: 'vulkan:7' });
    expect(info).toMatchObject({ device: 'CPU', gpuLayers: 0 });
    const { device, deviceProblem } = await engine.report();
    expect(device).toBe('CPU');
    expect(deviceProblem).toContain('vulkan:7');
  });

  function findEmber(level: 'F32' | 'F16' | 'Q8_0'): string {
    if (level === 'Q8_0') return embeddedModelPath;
    const path = join(folder.path, `${level}.gguf`);
    if (!existsSync(path)) writeEmberLevel(level, path);
    return path;
  }

  function write(config: ModelConfig): string {
    const path = join(folder.path, 'synthetic.gguf');
    writeGguf(path, planModel(config, chooseTypes('Q8_0', config), fileTypes['Q8_0']));
    return path;
  }
});
