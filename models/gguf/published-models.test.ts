import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../tests/fixtures/gguf/model-plan.ts';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import type { FixtureLevel } from '../../tests/fixtures/gguf/quantization-recipe.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { countKvBytes, countKvBytesPerToken } from './kv-shape.ts';

// Everything expected here is computed from the published configurations by formulas of their own; nothing of it goes
// through a tensor table.

const withinTwoPercent = (actual: number, expected: number) =>
  expect(Math.abs(actual / expected - 1)).toBeLessThan(0.02);

/** Bytes per weight of plain types; norms and routers in F32 are too small to matter. */
const bytesPerWeight = { F32: 4, F16: 2, BF16: 2, Q8_0: 34 / 32 } as const;

/** Numbers that the KV cache of one layer holds for a token, by the model's own paper. */
function countKvNumbers({ latent, kvHeads, headLength, embedding, heads }: ModelConfig): number {
  if (latent) return latent.keyRank + latent.rotated;
  return 2 * kvHeads * (headLength ?? embedding / heads);
}

function countRoutedParameters({ experts, layers, embedding }: ModelConfig): number {
  if (!experts) return 0;
  return (layers - experts.denseLayers) * experts.count * 3 * embedding * experts.feedForward;
}

describe.each(publishedModels.map((model) => [model.config.name, model] as const))('%s', (_, published) => {
  const { config } = published;

  it.each(Object.keys(bytesPerWeight) as (keyof typeof bytesPerWeight)[])('weights at %s', (level) => {
    const shape = readShapeOf(config, level);
    withinTwoPercent(shape.parameters, published.parameters);
    withinTwoPercent(shape.weightBytes, published.parameters * bytesPerWeight[level]);
    if (published.activeParameters && !config.latent) {
      // Makers round theirs, and some leave the embeddings out.
      expect(Math.abs(shape.activeParameters / published.activeParameters - 1)).toBeLessThan(0.17);
    }
    const routedBytes = countRoutedParameters(config) * bytesPerWeight[level];
    if (config.architecture === 'gpt-oss') withinTwoPercent(shape.routedExpertBytes, routedBytes);
    else expect(shape.routedExpertBytes).toBeCloseTo(routedBytes, -1);
    expect(shape.denseBytes + shape.sharedExpertBytes + shape.routedExpertBytes).toBe(shape.weightBytes);
    expect(shape.level).toBe(level);
  });

  it('KV cache by type', () => {
    const shape = readShapeOf(config, 'Q8_0');
    const numbers = countKvNumbers(config);
    const full = config.window ? Math.floor(config.layers / (config.architecture === 'gemma3' ? 6 : 2)) : config.layers;
    const windowed = config.layers - full;
    const tokens = 4096;
    for (const [type, bytes] of [
      ['F16', 2],
      ['Q8_0', 34 / 32],
      ['Q4_0', 18 / 32],
    ] as const) {
      expect(countKvBytesPerToken(shape, type)).toBe(full * numbers * bytes);
      // A window and a batch of 512 tokens and the one that node-llama-cpp adds, in steps of 256.
      const seen = Math.ceil(((config.window ?? 0) + 513) / 256) * 256;
      withinTwoPercent(countKvBytes(shape, tokens, type), (full * tokens + windowed * seen) * numbers * bytes);
    }
  });
});

describe('files as they are published', () => {
  /** Sizes that the usual quantizers' files are listed with, from memory and rounded: a second look at the recipes. */
  const files: [string, FixtureLevel, number][] = [
    ['DeepSeek V2 Lite Chat', 'Q4_K_M', 10.4e9],
    ['DeepSeek V2 Lite Chat', 'Q8_0', 16.7e9],
    ['DeepSeek R1', 'Q4_K_M', 404e9],
    ['DeepSeek R1', 'Q8_0', 713e9],
    ['Qwen3 30B A3B', 'Q4_K_M', 18.6e9],
    ['Qwen3 30B A3B', 'Q8_0', 32.5e9],
    ['GPT OSS 20B', 'MXFP4', 12.1e9],
    ['OLMoE 1B 7B Instruct', 'Q4_K_M', 4.21e9],
    ['OLMoE 1B 7B Instruct', 'Q8_0', 7.36e9],
    ['Granite 3.1 3B A800M Instruct', 'Q4_K_M', 2.02e9],
    ['DeepSeek LLM 7B Chat', 'Q4_K_M', 4.22e9],
    ['DeepSeek LLM 67B Chat', 'Q4_K_M', 40.4e9],
    ['DeepSeek Coder 6.7B Instruct', 'Q4_K_M', 4.08e9],
    ['DeepSeek Coder 6.7B Instruct', 'Q8_0', 7.16e9],
    ['DeepSeek R1 Distill Qwen 7B', 'Q4_K_M', 4.68e9],
    ['DeepSeek R1 Distill Llama 8B', 'Q4_K_M', 4.92e9],
    ['DeepSeek R1 Distill Llama 8B', 'Q8_0', 8.54e9],
    ['Gemma 3 1B it', 'Q4_K_M', 0.806e9],
  ];

  it.each(files)('%s at %s', (name, level, fileBytes) => {
    const { config } = publishedModels.find((model) => model.config.name === name)!;
    const shape = readShapeOf(config, level);
    withinTwoPercent(shape.weightBytes, fileBytes);
    expect(shape.level).toBe(level);
  });
});
