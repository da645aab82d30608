import { expect, test } from 'vitest';
import { nameFileType } from '../gguf/ggml-types.ts';
import { qualityLosses } from './level-advice.ts';
import { adviseLevel, findLevel, levelNames } from './quantization-levels.ts';

test('every level that a header can name is known', () => {
  const named = Array.from({ length: 64 }, (_, fileType) => nameFileType(fileType)).filter((name) => name !== null);
  expect(named.length).toBeGreaterThan(35);
  expect(named.filter((name) => findLevel(name) === null)).toEqual([]);
});

test('fewer bits never lose less by more than a step: the table is in order', () => {
  const facts = levelNames.map((name) => findLevel(name)!);
  const bits = facts.map(({ nominalBits }) => nominalBits);
  expect(bits).toEqual(bits.toSorted((a, b) => b - a));
  const losses = facts.map(({ qualityLoss }) => qualityLosses.indexOf(qualityLoss));
  losses.forEach((loss, index) => {
    for (const earlier of losses.slice(0, index)) expect(earlier).toBeLessThanOrEqual(loss + 2);
  });
});

test('the real size counts where it is known', () => {
  expect(adviseLevel('Q4_K_M', 18_556_686_912, 30_532_122_624)).toEqual({
    level: 'Q4_K_M',
    family: 'kQuant',
    bitsPerWeight: 4.86,
    qualityLoss: 'small',
    speed: 'fast',
  });
  expect(adviseLevel('Q4_K_M', null, 7e9)?.bitsPerWeight).toBe(4.89);
  expect(adviseLevel('Q4_K_M', 5e9, null)?.bitsPerWeight).toBe(4.89);
  expect(adviseLevel('Q4_K_M', 5e9, 0)?.bitsPerWeight).toBe(4.89);
});

test('Unsloth’s dynamic levels keep their mark, and unknown ones have no advice', () => {
  expect(adviseLevel('UD-Q4_K_XL', null, null)).toMatchObject({ level: 'UD-Q4_K_XL', family: 'kQuant' });
  expect(adviseLevel('IQ4_KS', null, null)).toBeNull();
});

test('MXFP4 loses nothing where the model was trained in it', () => {
  expect(adviseLevel('MXFP4', null, null)?.qualityLoss).toBe('small');
  expect(adviseLevel('MXFP4', null, null, 'gpt-oss')?.qualityLoss).toBe('none');
});

test.each([
  ['IQ2_XXS', 'fastest'],
  ['Q4_K_M', 'fast'],
  ['Q6_K', 'medium'],
  ['Q8_0', 'slow'],
  ['BF16', 'slowest'],
])('%s is %s', (level, speed) => {
  expect(adviseLevel(level, null, null)?.speed).toBe(speed);
});
