import { expect, it } from 'vitest';
import { classifyHeader } from './classify-file.ts';
import type { GgufHeader, GgufValue } from './gguf-header.ts';

const tensor = { name: 'a', dimensions: [32], elements: 32, typeId: 0, offsetBytes: 0, sizeBytes: 128 };

function headerWith(metadata: Record<string, GgufValue>, tensors = [tensor]): GgufHeader {
  return {
    version: 3,
    metadata: new Map(Object.entries(metadata)),
    tensors,
    dataOffsetBytes: 0,
    hasByteTokens: false,
    repeatedToken: null,
  };
}

const tokens = { length: 32_000, numbers: null };

it.each<[string, Record<string, GgufValue>, string]>([
  ['a model', { 'general.architecture': 'qwen3moe', 'general.type': 'model' }, 'chat'],
  ['a model of an older converter', { 'general.architecture': 'llama' }, 'chat'],
  ['the image part of an older converter', { 'general.architecture': 'clip' }, 'projector'],
  ['the image part', { 'general.architecture': 'clip', 'general.type': 'mmproj' }, 'projector'],
  ['a LoRA', { 'general.architecture': 'llama', 'general.type': 'adapter', 'adapter.type': 'lora' }, 'adapter'],
  ['statistics', { 'general.type': 'imatrix', 'imatrix.chunk_count': 100 }, 'importance'],
  ['a BERT', { 'general.architecture': 'nomic-bert', 'nomic-bert.attention.causal': false }, 'embedding'],
  [
    'an embedding model on a chat architecture',
    { 'general.architecture': 'qwen3', 'qwen3.pooling_type': 3 },
    'embedding',
  ],
  ['a header without an architecture', { 'general.name': 'x' }, 'unknown'],
  ['a type that is not known', { 'general.architecture': 'llama', 'general.type': 'control-vector' }, 'unknown'],
])('%s', (_, metadata, kind) => expect(classifyHeader(headerWith(metadata))).toBe(kind));

it('tells a vocabulary from a model', () => {
  const metadata = { 'general.architecture': 'llama', 'tokenizer.ggml.tokens': tokens };
  expect(classifyHeader(headerWith(metadata, []))).toBe('vocabulary');
  expect(classifyHeader(headerWith(metadata))).toBe('chat');
});
