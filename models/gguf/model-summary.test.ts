import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { type GgufHeader, type GgufValue, parseGgufHeader } from './gguf-header.ts';
import { summarizeModel } from './model-summary.ts';

function headerWith(metadata: Record<string, GgufValue>): GgufHeader {
  return {
    version: 3,
    metadata: new Map(Object.entries(metadata)),
    tensors: [],
    dataOffsetBytes: 0,
    hasByteTokens: false,
  };
}

it('sums up the embedded model', () => {
  const file = readFileSync(embeddedModelPath);
  const parse = parseGgufHeader(file, file.length);
  if (parse.status !== 'complete') throw new Error(parse.status);
  expect(summarizeModel([parse.header])).toEqual({
    architecture: 'deepseek',
    name: 'Ember 12M-A6M',
    quantization: 'Q8_0',
    parameters: 12_399_872,
    layers: 6,
    trainContextSize: 1024,
    embeddingLength: 256,
    expertCount: 8,
    expertUsedCount: 2,
    vocabularySize: 3072,
    weightBytes: 13_214_720,
    // 6 layers of 4 heads, keys and values of 64 F16 numbers each.
    kvBytesPerToken: 6 * 4 * (64 + 64) * 2,
  });
});

it('counts KV cache by layer where the header does', () => {
  const summary = summarizeModel([
    headerWith({
      'general.architecture': 'hybrid',
      'hybrid.block_count': 4,
      'hybrid.embedding_length': 1024,
      'hybrid.attention.head_count': 16,
      'hybrid.attention.key_length': 128,
      'hybrid.attention.value_length': 128,
      'hybrid.attention.head_count_kv': { length: 4, numbers: [0, 8, 0, 8] },
    }),
  ]);
  expect(summary.kvBytesPerToken).toBe(16 * 256 * 2);
});

it('names a quantization by its weights where the header does not', () => {
  const header = headerWith({ 'general.architecture': 'x' });
  header.tensors.push(
    { name: 'a', dimensions: [256], elements: 256, typeId: 0, offsetBytes: 0, sizeBytes: 1024 },
    { name: 'b', dimensions: [512], elements: 512, typeId: 12, offsetBytes: 0, sizeBytes: 288 },
  );
  expect(summarizeModel([header]).quantization).toBe('Q4_K');
});
