import { expect, it } from 'vitest';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { describeFamily, listModelFacts } from './describe-model.ts';

const unread = {
  fileName: 'a.gguf',
  parameters: null,
  activeParameters: null,
  architecture: null,
  expertCount: null,
  expertUsedCount: null,
  trainContextSize: null,
  licence: null,
  source: null,
  level: null,
} as Model;
const source = { repositoryId: 'o/r', revision: '0123456789abcdef', licence: 'mit' };

it('says nothing of a header that is not read yet', () => {
  expect(describeFamily(unread)).toBe('');
  expect(listModelFacts(unread)).toEqual([['File', 'a.gguf']]);
});

it('puts what is known into a line', () => {
  const model: Model = {
    ...unread,
    parameters: 15_706_484_224,
    activeParameters: 2_660_000_000,
    architecture: 'deepseek2',
    expertCount: 64,
    expertUsedCount: 6,
    trainContextSize: 163_840,
    source,
  };
  expect(describeFamily(model)).toBe(
    '15.7B parameters, 2.66B active per token · deepseek2 · 64 experts, 6 at work per token · 160K tokens of context · Licence: mit',
  );
  expect(describeFamily({ ...unread, parameters: 1_350_000_000, licence: 'apache-2.0', source })).toBe(
    '1.35B parameters · Licence: apache-2.0',
  );
});

it('names where a download came from', () => {
  expect(listModelFacts({ ...unread, source, level: 'Q4_K_M' })).toEqual([
    ['File', 'a.gguf'],
    ['Downloaded from', 'o/r'],
    ['Commit', '0123456789ab'],
    ['Level', 'Q4_K_M'],
  ]);
});
