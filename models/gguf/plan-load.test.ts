import { describe, expect, it } from 'vitest';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { AppError } from '../app-error.ts';
import { planLoad } from './plan-load.ts';

const gigabyte = 1_000_000_000;
const { config } = publishedModels.find(({ repository }) => repository === 'Qwen/Qwen3-30B-A3B')!;
const shape = readShapeOf(config, 'Q4_K_M');

function demand(systemFreeBytes: number, trainContextSize = shape.trainContextSize) {
  const machine = { systemFreeBytes, systemTotalBytes: 128 * gigabyte, video: null };
  return { fileName: 'big.gguf', shape: { ...shape, trainContextSize }, machine, correction: null };
}

function failureOf(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it did not fail');
}

describe('planLoad', () => {
  it('takes 8,192 tokens by default, and what was asked for otherwise', () => {
    expect(planLoad(demand(64 * gigabyte), 'auto').contextSize).toBe(8192);
    expect(planLoad(demand(64 * gigabyte), 32_768).contextSize).toBe(32_768);
  });

  it('never goes beyond what the model was trained with', () => {
    expect(planLoad(demand(64 * gigabyte, 2048), 'auto').contextSize).toBe(2048);
    expect(planLoad(demand(64 * gigabyte, 2048), 100_000).contextSize).toBe(2048);
  });

  it('shrinks to what fits', () => {
    const { contextSize, predictedBytes } = planLoad(demand(19.5 * gigabyte), 'auto');
    expect(contextSize).toBeLessThan(8192);
    expect(contextSize).toBeGreaterThan(1024);
    expect(contextSize % 256).toBe(0);
    expect(predictedBytes).toBeLessThan(19.5 * gigabyte);
  });

  it('says that a model is too large, with both figures', () => {
    const error = failureOf(() => planLoad(demand(8 * gigabyte), 'auto'));
    expect(error.code).toBe('modelTooLarge');
    expect(error.message).toMatch(/^big\.gguf needs 18\.9 GB of memory, and 8\.0 GB are free\. /);
  });

  it('says that the context is too large where the model itself would fit', () => {
    const error = failureOf(() => planLoad(demand(20 * gigabyte), 40_000));
    expect(error.code).toBe('modelTooLarge');
    expect(error.message).toContain('with a context of 40000 tokens');
    expect(error.message).toContain('smaller context');
  });

  it('counts with what earlier loads taught', () => {
    const corrected = { ...demand(19.9 * gigabyte), correction: { ratio: 1.1, loads: 5 } };
    expect(planLoad(demand(19.9 * gigabyte), 'auto').contextSize).toBeGreaterThan(1024);
    expect(failureOf(() => planLoad(corrected, 'auto')).code).toBe('modelTooLarge');
  });
});
