import { describe, expect, it } from 'vitest';
import type { Model } from '../../electron/contract/models-state.ts';
import { chooseLevel, groupByFamily, isForChat } from './model-families.ts';

const base: Model = {
  id: '',
  name: 'A file',
  origin: 'folder',
  fileName: 'a.gguf',
  sizeBytes: 1,
  parts: 1,
  kind: 'chat',
  inspected: true,
  familyId: 'mix',
  familyName: 'Mix 8x7B',
  level: null,
  architecture: 'llama',
  parameters: 1,
  activeParameters: null,
  expertCount: null,
  expertUsedCount: null,
  trainContextSize: null,
  licence: null,
  source: null,
  verified: null,
  problem: null,
  canDelete: true,
};
const small: Model = { ...base, id: 'small', level: 'Q3_K_M', sizeBytes: 3 };
const middle: Model = { ...base, id: 'middle', level: 'Q4_K_M', sizeBytes: 4 };
const large: Model = { ...base, id: 'large', level: 'Q8_0', sizeBytes: 8 };
const other: Model = { ...base, id: 'other', familyId: 'own', familyName: 'Own', name: 'What I call it' };

describe('groupByFamily', () => {
  it('puts levels of one model together, smallest first, and keeps the order of families', () => {
    const families = groupByFamily([large, other, small, middle]);
    expect(families.map(({ id }) => id)).toEqual(['mix', 'own']);
    expect(families[0]?.models.map(({ id }) => id)).toEqual(['small', 'middle', 'large']);
  });

  it('names a family of one as the user does, and several by what they share', () => {
    expect(groupByFamily([small, large, other]).map(({ name }) => name)).toEqual(['Mix 8x7B', 'What I call it']);
  });
});

describe('chooseLevel', () => {
  const [family] = groupByFamily([small, middle, { ...large, problem: 'It is cut short.' }]);
  it.each([
    ['small', 'Q4_K_M', 'small'],
    ['elsewhere', 'Q4_K_M', 'middle'],
    ['elsewhere', 'Q8_0', 'middle'],
    ['elsewhere', 'auto', 'middle'],
  ])('selected %s, preferred %s: %s', (selectedId, preferredLevel, chosen) => {
    expect(chooseLevel(family!, selectedId, preferredLevel).id).toBe(chosen);
  });

  it('still stands for a family of which no level can be used', () => {
    const [broken] = groupByFamily([{ ...small, problem: 'It is gone.' }]);
    expect(chooseLevel(broken!, '', 'auto').id).toBe('small');
  });
});

it.each([
  ['chat', true, true],
  ['projector', true, false],
  ['unknown', true, true],
  ['unknown', false, true],
] as const)('a file of kind %s, inspected %s, is for chat: %s', (kind, inspected, forChat) => {
  expect(isForChat({ ...base, kind, inspected })).toBe(forChat);
});
