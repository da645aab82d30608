import { describe, expect, it } from 'vitest';
import { AppError } from '../app-error.ts';
import type { ModelSummary } from './model-summary.ts';
import { planContextSize } from './plan-context.ts';

const gigabyte = 1_000_000_000;
const summary: ModelSummary = {
  architecture: 'qwen3moe',
  name: null,
  quantization: 'Q4_K_M',
  parameters: 30e9,
  layers: 48,
  trainContextSize: 262_144,
  embeddingLength: 2048,
  expertCount: 128,
  expertUsedCount: 8,
  vocabularySize: 151_936,
  weightBytes: 18 * gigabyte,
  kvBytesPerToken: 98_304,
};

function demand(availableBytes: number, change: Partial<ModelSummary> = {}) {
  return {
    fileName: 'big.gguf',
    sizeBytes: 18 * gigabyte,
    batchSize: 512,
    availableBytes,
    summary: { ...summary, ...change },
  };
}

function failureOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it did not fail');
}

describe('planContextSize', () => {
  it('takes 8,192 tokens by default, and what was asked for otherwise', () => {
    expect(planContextSize(demand(64 * gigabyte), 'auto')).toBe(8192);
    expect(planContextSize(demand(64 * gigabyte), 32_768)).toBe(32_768);
  });

  it('never goes beyond what the model was trained with', () => {
    expect(planContextSize(demand(64 * gigabyte, { trainContextSize: 2048 }), 'auto')).toBe(2048);
    expect(planContextSize(demand(64 * gigabyte, { trainContextSize: 2048 }), 100_000)).toBe(2048);
  });

  it('shrinks to what fits', () => {
    const size = planContextSize(demand(18.8 * gigabyte), 'auto');
    expect(size).toBeLessThan(8192);
    expect(size).toBeGreaterThan(1024);
    expect(size % 256).toBe(0);
  });

  it('says that a model is too large, with both figures', () => {
    const error = failureOf(() => planContextSize(demand(8 * gigabyte), 'auto'));
    expect(error.code).toBe('modelTooLarge');
    expect(error.message).toMatch(/^big\.gguf needs 18\.5 GB of memory, and 8\.0 GB are free\. /);
  });

  it('says that the context is too large where the model itself would fit', () => {
    const error = failureOf(() => planContextSize(demand(20 * gigabyte), 200_000));
    expect(error.code).toBe('modelTooLarge');
    expect(error.message).toContain('with a context of 200000 tokens');
    expect(error.message).toContain('smaller context');
  });
});
