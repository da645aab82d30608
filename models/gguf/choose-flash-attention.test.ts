import { expect, it } from 'vitest';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { chooseFlashAttention } from './choose-flash-attention.ts';

const shape = readShapeOf(publishedModels[0]!.config, 'Q8_0');

it.each([
  [1024, true, false],
  [1024, false, undefined],
  [1025, true, undefined],
  [0, true, undefined],
])('with contexts of %i tokens, on a CPU: %s', (trainContextSize, isOnCpu, expected) => {
  expect(chooseFlashAttention({ ...shape, trainContextSize }, isOnCpu)).toBe(expected);
});
