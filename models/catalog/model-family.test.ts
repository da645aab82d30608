import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFamily } from './model-family.ts';
import { levelNames } from './quantization-levels.ts';

test.each([
  ['Qwen3-30B-A3B-Q4_K_M.gguf', null, 'qwen3-30b-a3b', 'Qwen3 30B A3B'],
  ['Qwen_Qwen3-30B-A3B-Q6_K_L.gguf', 'Qwen3 30B A3B', 'qwen3-30b-a3b', 'Qwen3 30B A3B'],
  ['Qwen3-30B-A3B-UD-Q4_K_XL-00001-of-00002.gguf', null, 'qwen3-30b-a3b', 'Qwen3 30B A3B'],
  ['Qwen3-30B-A3B-Instruct-2507-Q4_K_M.gguf', null, 'qwen3-30b-a3b-instruct-2507', 'Qwen3 30B A3B Instruct 2507'],
  ['Llama-3.2-3B-Instruct.i1-Q4_K_M.gguf', null, 'llama-3-2-3b-instruct', 'Llama 3.2 3B Instruct'],
  ['olmoe-1b-7b-0924-instruct-q4_k_m.gguf', null, 'olmoe-1b-7b-0924-instruct', 'Olmoe 1B 7B 0924 Instruct'],
  ['olmoe-1b-7b-0924-q8_0.gguf', 'OLMoE 1B 7B 0924', 'olmoe-1b-7b-0924', 'OLMoE 1B 7B 0924'],
  ['mixtral-8x7b-instruct-v0.1.Q5_K_M.gguf', 'LLaMA v2', 'mixtral-8x7b-instruct-v0-1', 'Mixtral 8x7b Instruct V0.1'],
  ['deepseek-ai_DeepSeek-V2-Lite-Chat-IQ4_XS.gguf', null, 'deepseek-v2-lite-chat', 'DeepSeek V2 Lite Chat'],
  ['Q4_K_M/DeepSeek-V3-0324-Q4_K_M-00001-of-00009.gguf', null, 'deepseek-v3-0324', 'DeepSeek V3 0324'],
  ['Ember-12M-A6M-Q8_0.gguf', null, 'ember-12m-a6m', 'Ember 12M A6M'],
])('%s (%s) belongs to %s', (fileName, name, familyId, familyName) => {
  expect(readFamily({ fileName, name })).toEqual({ familyId, familyName });
});

test('where the file name says nothing, the header does, and then the repository', () => {
  const header = { architecture: 'qwen3moe', parameters: 30_532_122_624 };
  const parts = { basename: 'Qwen3', sizeLabel: '30B-A3B', finetune: 'Instruct' };
  for (const fileName of ['ggml-model-Q4_K_M.gguf', 'model.gguf', `sha256-${'0a'.repeat(32)}`]) {
    expect(readFamily({ fileName, ...header, ...parts })).toEqual({
      familyId: 'qwen3-30b-a3b-instruct-qwen3moe-31b',
      familyName: 'Qwen3 30B A3B Instruct',
    });
    expect(readFamily({ fileName, ...header, repositoryId: 'Qwen/Qwen3-30B-A3B-GGUF' }).familyName).toBe(
      'Qwen3 30B A3B',
    );
    expect(readFamily({ fileName, ...header, name: 'Qwen3 30B' }).familyName).toBe('Qwen3 30B');
  }
});

test('a name that says nothing stays apart by architecture and size, and is never empty', () => {
  expect(readFamily({ fileName: 'model.gguf', architecture: 'llama', parameters: 7e9 }).familyId).toBe('llama-7b');
  expect(readFamily({ fileName: 'model.gguf' })).toEqual({ familyId: 'model', familyName: 'model' });
  expect(readFamily({ fileName: 'ggml-model-Q8_0.gguf' }).familyId).toBe('ggml-model');
  expect(readFamily({ fileName: 'Q8_0.gguf' })).toEqual({ familyId: 'model', familyName: 'Q8_0' });
  expect(readFamily({ fileName: '' })).toEqual({ familyId: 'model', familyName: 'model' });
});

test('models that are not the same model stay apart', () => {
  const names = ['Qwen3-4B', 'Qwen3-4B-Base', 'Qwen3-8B', 'Qwen3-4B-Thinking-2507', 'Qwen2.5-Coder-7B'];
  const ids = names.map((name) => readFamily({ fileName: `${name}-Q4_K_M.gguf`, name: 'Qwen' }).familyId);
  expect(new Set(ids).size).toBe(names.length);
});

test('all levels of a model share its family, whatever the separator and the split', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Qwen3-30B-A3B', 'mixtral-8x7b-instruct-v0.1', 'Phi-4-mini', 'gpt-oss-20b', 'model', 'Ä-Modell'),
      fc.constantFrom(...levelNames),
      fc.constantFrom('-', '.', '-UD-', '.i1-'),
      fc.constantFrom('', '-00001-of-00004'),
      (model, level, separator, part) => {
        const header = { name: 'Llama', architecture: 'llama', parameters: 7e9 };
        const family = readFamily({ fileName: `${model}${separator}${level}${part}.gguf`, ...header });
        expect(family).toEqual(readFamily({ fileName: `${model}-Q4_K_M.gguf`, ...header }));
        expect(readFamily({ fileName: `${family.familyId}.gguf` }).familyId).toBe(family.familyId);
      },
    ),
  );
});

test('any text gives a family with a name', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), (fileName, name) => {
      const { familyId, familyName } = readFamily({ fileName, name });
      expect(familyId.length).toBeGreaterThan(0);
      expect(familyName.length).toBeGreaterThan(0);
    }),
  );
});
