import { describe, expect, it } from 'vitest';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { largeSyntheticModel } from '../fixtures/gguf/synthetic-models.ts';
import { makeDense, measuredMoe } from './synthetic-moe.ts';

/** Parameters of all tensors, and those of them that are read for one token. */
function countParameters(config: ModelConfig): { total: number; active: number } {
  const { tensors } = planModel(config, chooseTypes('Q8_0', config), fileTypes.Q8_0);
  const { count = 1, used = 1 } = config.experts ?? {};
  const sizeOf = ({ dimensions }: (typeof tensors)[number]) => dimensions.reduce((size, length) => size * length, 1);
  const sum = (some: typeof tensors) => some.reduce((total, tensor) => total + sizeOf(tensor), 0);
  const routed = sum(tensors.filter(({ name }) => name.includes('_exps')));
  const table = sum(tensors.filter(({ name }) => name === 'token_embd.weight'));
  const total = sum(tensors);
  return { total, active: total - table - routed + (routed * used) / count };
}

describe('the models that are measured', () => {
  it('has a MoE of a gigabyte of which a sixth is at work', () => {
    const { total, active } = countParameters(measuredMoe);
    expect(Math.round(total / 1e6)).toBe(937);
    expect(Math.round(active / 1e6)).toBe(150);
  });

  it.each([measuredMoe, largeSyntheticModel])('makes dense models as large as $name and its active part', (config) => {
    const moe = countParameters(config);
    const [active, total] = [makeDense(config, 'active'), makeDense(config, 'total')].map(countParameters);
    // Rows are rounded to whole blocks.
    expect(Math.abs(active!.active / moe.active - 1)).toBeLessThan(0.01);
    expect(Math.abs(total!.total / moe.total - 1)).toBeLessThan(0.01);
  });
});
