import { hasHugePages } from '../../electron/engine/llama-cpp/loading/huge-pages.ts';
import { openNativeLibrary } from '../../electron/engine/llama-cpp/native-library.ts';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, type FixtureLevel, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { largeSyntheticModel, syntheticModels } from '../fixtures/gguf/synthetic-models.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

// “Actual” is what llama.cpp allocated or mapped: weights, KV cache, calculation buffers, each buffer as it reports it.
// The resident size of the process is looked at beside it, since it is what the system sees.

describe('the memory that a model takes is what was predicted', () => {
  const engine = startEngine();
  const folder = makeTemporaryFolder();
  beforeAll(async () => {
    await engine.load(embeddedModel, () => undefined);
  });
  afterAll(async () => {
    await engine.stop();
    folder.remove();
  });

  async function load(modelPath: string, contextSize: number | 'auto') {
    const { memory } = await engine.load({ ...embeddedModel, modelPath, contextSize }, () => undefined);
    if (!memory) throw new Error('the engine says nothing of memory');
    return memory;
  }

  function write(config: ModelConfig, level: FixtureLevel): string {
    const path = join(folder.path, 'synthetic.gguf');
    writeGguf(path, planModel(config, chooseTypes(level, config), fileTypes[level]));
    return path;
  }

  it.each(['Q8_0', 'F16', 'F32'] as const)('Ember at %s', async (level) => {
    const path = level === 'Q8_0' ? embeddedModelPath : join(folder.path, `${level}.gguf`);
    if (level !== 'Q8_0') writeEmberLevel(level, path);
    const { predictedBytes, actualBytes } = await load(path, 'auto');
    expect(actualBytes).toBeGreaterThan(20_000_000);
    expect(Math.abs(predictedBytes / actualBytes - 1)).toBeLessThan(0.1);
  });

  const cases = syntheticModels.flatMap((config) =>
    (['Q8_0', 'F16', 'Q4_0'] as const).map((level) => [config.name, level, config] as const),
  );
  it.each(cases)('%s at %s', async (_, level, config) => {
    const path = write(config, level);
    for (const contextSize of [512, 8192]) {
      const { predictedBytes, actualBytes } = await load(path, contextSize);
      expect(Math.abs(predictedBytes / actualBytes - 1), `${contextSize} tokens`).toBeLessThan(0.1);
    }
  });

  it('a large model, as llama.cpp counts and as the system does', async () => {
    await engine.unload();
    const before = (await engine.report()).memoryBytes;
    const { predictedBytes, actualBytes } = await load(write(largeSyntheticModel, 'Q8_0'), 4096);
    expect(actualBytes).toBeGreaterThan(450_000_000);
    expect(Math.abs(predictedBytes / actualBytes - 1)).toBeLessThan(0.1);
    await say(engine, { prompt: 'Hello', sessionId: 'memory', sampling: { maxTokens: 8 } });
    const grown = (await engine.report()).memoryBytes - before;
    // Experts that no token chose may be mapped and never read.
    expect(grown).toBeLessThan(actualBytes * 1.1);
    const { heldByModel } = await engine.report();
    // What is read is held as a whole; what is mapped goes back as soon as others need it.
    const isRead = hasHugePages() && openNativeLibrary() !== null;
    if (isRead) expect(Math.abs(heldByModel.systemBytes / actualBytes - 1)).toBeLessThan(0.1);
    else expect(heldByModel.systemBytes).toBeLessThan(actualBytes);
    await engine.unload();
    expect((await engine.report()).heldByModel).toEqual({ systemBytes: 0, videoBytes: 0 });
  });
});
