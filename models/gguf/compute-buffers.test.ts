import { expect, it } from 'vitest';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { countComputeBytes } from './compute-buffers.ts';

/**
 * MiB that llama.cpp v0.5.0 allocated for its calculations, on a CPU and with a batch of 512 tokens, when models of
 * these configurations were loaded with a context of so many tokens. Their weights were left empty.
 */
const measured: [string, number, number][] = [
  ['DeepSeek V2 Lite Chat', 512, 241.01],
  ['DeepSeek V2 Lite Chat', 4096, 240.26],
  ['DeepSeek V2 Lite Chat', 16_384, 602.27],
  ['DeepSeek R1', 1024, 666.01],
  ['DeepSeek R1', 4096, 1440.01],
  ['DeepSeek R1', 16_384, 4536.01],
  ['DeepSeekMoE 16B Chat', 4096, 240.26],
  ['Qwen3 30B A3B', 8192, 304.75],
  ['GPT OSS 20B', 4096, 415.21],
  ['GPT OSS 20B', 32_768, 410.43],
  ['OLMoE 1B 7B Instruct', 4096, 106.25],
  ['Granite 3.1 3B A800M Instruct', 16_384, 102.01],
  ['Mixtral 8x7B Instruct v0.1', 512, 200.51],
  ['Mixtral 8x7B Instruct v0.1', 8192, 208.01],
  ['DeepSeek LLM 7B Chat', 1024, 216],
  ['DeepSeek LLM 67B Chat', 1024, 232],
  ['DeepSeek Coder 6.7B Instruct', 1024, 97.51],
  ['DeepSeek R1 Distill Qwen 7B', 16_384, 311],
  ['DeepSeek R1 Distill Llama 8B', 8192, 266.5],
  ['Gemma 3 1B it', 8192, 517.51],
];

it.each(measured)('the buffers of %s with %s tokens', (name, contextSize, mebibytes) => {
  const { config } = publishedModels.find((model) => model.config.name === name)!;
  const predicted = countComputeBytes(readShapeOf(config, 'Q8_0'), contextSize) / 2 ** 20;
  expect(Math.abs(predicted / mebibytes - 1)).toBeLessThan(0.12);
});
