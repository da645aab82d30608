import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLevelFromName, reconcileLevels, removeLevelFromName } from './level-in-name.ts';
import { findLevel, levelNames } from './quantization-levels.ts';

test.each([
  ['Qwen3-30B-A3B-Q4_K_M.gguf', 'Q4_K_M'],
  ['Qwen_Qwen3-30B-A3B-Q4_K_M.gguf', 'Q4_K_M'],
  ['Qwen3-30B-A3B-UD-Q4_K_XL.gguf', 'UD-Q4_K_XL'],
  ['Qwen3-30B-A3B-Instruct-2507-UD-IQ2_XXS.gguf', 'UD-IQ2_XXS'],
  ['mixtral-8x7b-instruct-v0.1.Q4_K_M.gguf', 'Q4_K_M'],
  ['mixtral-8x7b-instruct-v0.1.Q4_0.gguf', 'Q4_0'],
  ['deepseek-llm-7b-chat.Q5_K_S.gguf', 'Q5_K_S'],
  ['olmoe-1b-7b-0924-instruct-q4_k_m.gguf', 'Q4_K_M'],
  ['OLMoE-1B-7B-0924-Instruct-IQ3_XXS.gguf', 'IQ3_XXS'],
  ['gpt-oss-20b-mxfp4.gguf', 'MXFP4'],
  ['gpt-oss-20b-MXFP4_MOE.gguf', 'MXFP4_MOE'],
  ['gpt-oss-20b-F16.gguf', 'F16'],
  ['Meta-Llama-3-8B-Instruct.fp16.gguf', 'F16'],
  ['ggml-model-f16.gguf', 'F16'],
  ['ggml-model-q8_0.gguf', 'Q8_0'],
  ['model-BF16-00001-of-00002.gguf', 'BF16'],
  ['DeepSeek-V3-0324-UD-TQ1_0.gguf', 'UD-TQ1_0'],
  ['DeepSeek-R1-UD-IQ1_S/DeepSeek-R1-UD-IQ1_S-00001-of-00003.gguf', 'UD-IQ1_S'],
  ['DeepSeek-V3-Q4_K_M/DeepSeek-V3-Q4_K_M-00004-of-00009.gguf', 'Q4_K_M'],
  ['Q8_0/DeepSeek-V3-00001-of-00020.gguf', 'Q8_0'],
  ['UD-Q2_K_XL/model-00001-of-00002.gguf', 'UD-Q2_K_XL'],
  ['BF16/sub/model.gguf', 'BF16'],
  ['Llama-3.2-3B-Instruct.i1-Q4_K_M.gguf', 'Q4_K_M'],
  ['Llama-3.2-3B-Instruct.i1-IQ1_M.gguf', 'IQ1_M'],
  ['gemma-2-9b-it-Q6_K-f32.gguf', 'Q6_K'],
  ['gemma-2-9b-it-Q4_K_L.gguf', 'Q4_K_L'],
  ['Qwen2.5-7B-Instruct-Q3_K_XL.gguf', 'Q3_K_XL'],
  ['Qwen2.5-7B-Instruct-Q4_0_4_8.gguf', 'Q4_0_4_8'],
  ['Qwen2.5-7B-Instruct-Q6_K_L.gguf', 'Q6_K_L'],
  ['qwen2.5-7b-instruct-q5_0-00001-of-00002.gguf', 'Q5_0'],
  ['SmolLM2-1.7B-Instruct.Q2_K.gguf', 'Q2_K'],
  ['granite-4.0-h-tiny-IQ4_NL.gguf', 'IQ4_NL'],
  ['phi-2.Q4_K.gguf', 'Q4_K_M'],
  ['Model-Q4-K-M.gguf', 'Q4_K_M'],
  ['model q4km.gguf', 'Q4_K_M'],
  ['zephyr.iq4xs.gguf', 'IQ4_XS'],
  ['Phi-3-mini-4k-instruct-fp16.gguf', 'F16'],
  ['some-model-q8.gguf', 'Q8_0'],
  ['mmproj-Qwen2-VL-7B-Instruct-f16.gguf', 'F16'],
  ['mmproj-BF16.gguf', 'BF16'],
  ['model-NVFP4.gguf', 'NVFP4'],
  ['MODEL-Q5_K_M.GGUF', 'Q5_K_M'],
  ['Ember-12M-A6M-Q8_0.gguf', 'Q8_0'],
])('%s names %s', (path, level) => {
  expect(readLevelFromName(path)).toBe(level);
});

test.each([
  ['gemma-2b-it.gguf'],
  ['Phi-3-mini-4k-instruct-q4.gguf'],
  ['Qwen1.5-7B-Chat.gguf'],
  ['QwQ-32B-preview.gguf'],
  ['Model-Q1-7B.gguf'],
  ['report-Q4-2024.gguf'],
  ['Sales-Q4-0-final.gguf'],
  ['GPTQ4_0x.gguf'],
  ['MiniCPM-o-2_6.gguf'],
  ['bge-m3.gguf'],
  ['F1-7B.gguf'],
  ['DeepSeek-R1Q4_K_Mx.gguf'],
  ['IQ4_KS.gguf'],
  ['ggml-vocab-llama-bpe.gguf'],
])('%s names no level', (path) => {
  expect(readLevelFromName(path)).toBeNull();
});

test('a model whose own name looks like a level does not hide the level', () => {
  expect(readLevelFromName('Project-Q1_0-Tuned-Q5_K_M.gguf')).toBe('Q5_K_M');
  expect(readLevelFromName('F16-fighter-7B.IQ4_XS.gguf')).toBe('IQ4_XS');
  expect(readLevelFromName('Q8_0/Model-Q4_K_M.gguf')).toBe('Q4_K_M');
});

test('every level is read back however it is written', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...levelNames),
      fc.boolean(),
      fc.constantFrom('-', '.', '_'),
      fc.constantFrom('', '-00002-of-00013'),
      fc.constantFrom('Qwen3-30B-A3B', 'mixtral-8x7b-v0.1', 'Phi-4-mini', 'K2', 'QwQ'),
      (level, lower, separator, part, model) => {
        const written = lower ? level.toLowerCase() : level;
        expect(readLevelFromName(`a/${model}${separator}${written}${part}.gguf`)).toBe(level);
        expect(readLevelFromName(`${written}/${model}${part}.gguf`)).toBe(level);
        expect(removeLevelFromName(`${model}${separator}${written}${part}.gguf`)).toBe(`${model}${separator}`);
      },
    ),
  );
});

test('any text is read without a throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const level = readLevelFromName(text);
      expect(level === null || findLevel(level) !== null).toBe(true);
    }),
  );
});

test.each([
  ['Q4_K_L', 'Q4_K_M', 'Q4_K_M', 'Q4_K_L'],
  ['UD-Q4_K_XL', 'Q4_K_M', 'Q4_K_M', 'UD-Q4_K_XL'],
  ['UD-TQ1_0', 'IQ1_S', 'IQ1_S', 'UD-TQ1_0'],
  ['MXFP4', 'MXFP4_MOE', 'MXFP4_MOE', 'MXFP4'],
  // gpt-oss at Q4_K_M, whose experts stay as they were trained.
  ['Q4_K_M', 'MXFP4', 'Q4_K_M', 'Q4_K_M'],
  ['Q4_K_M', 'Q8_0', 'Q8_0', 'Q8_0'],
  ['Q4_K_M', 'Q8_0', null, 'Q8_0'],
  ['IQ4_XS', 'IQ4_NL', 'IQ4_NL', 'IQ4_NL'],
  [null, 'Q6_K', 'Q6_K', 'Q6_K'],
  ['Q6_K', null, null, 'Q6_K'],
  [null, null, null, null],
])('the name %s, the weights %s and the header %s give %s', (named, level, declaredLevel, shown) => {
  expect(reconcileLevels(named, { level, declaredLevel })).toBe(shown);
});
