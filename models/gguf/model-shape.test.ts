import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { type GgufHeader, type GgufTensor, type GgufValue, parseGgufHeader } from './gguf-header.ts';
import { countKvBytes, countKvBytesPerToken } from './kv-shape.ts';
import { readModelShape, scaleShape } from './model-shape.ts';

function headerWith(metadata: Record<string, GgufValue>, tensors: GgufTensor[] = []): GgufHeader {
  return {
    version: 3,
    metadata: new Map(Object.entries(metadata)),
    tensors,
    dataOffsetBytes: 0,
    hasByteTokens: false,
    repeatedToken: null,
  };
}

function readEmber() {
  const file = readFileSync(embeddedModelPath);
  const parse = parseGgufHeader(file, file.length);
  if (parse.status !== 'complete') throw new Error(parse.status);
  return readModelShape([parse.header], file.length);
}

describe('the shape of a model', () => {
  it('sums up the embedded model', () => {
    const shape = readEmber();
    expect(shape).toMatchObject({
      architecture: 'deepseek',
      name: 'Ember 12M-A6M',
      level: 'Q8_0',
      declaredLevel: 'Q8_0',
      dominantType: 'Q8_0',
      parameters: 12_399_872,
      layers: 6,
      trainContextSize: 1024,
      embeddingLength: 256,
      expertCount: 8,
      expertUsedCount: 2,
      vocabularySize: 3072,
      weightBytes: 13_214_720,
    });
    // 6 layers of 4 heads, keys and values of 64 F16 numbers each.
    expect(countKvBytesPerToken(shape, 'F16')).toBe(6 * 4 * (64 + 64) * 2);
    expect(countKvBytes(shape, 1024, 'Q8_0')).toBe((1024 * 6 * 4 * 128 * 34) / 32);
    const { denseBytes, sharedExpertBytes, routedExpertBytes } = shape;
    expect(denseBytes + sharedExpertBytes + routedExpertBytes).toBe(shape.weightBytes);
    const layered = shape.layerWeights.reduce((sum, layer) => sum + layer.routedExpertBytes, 0);
    expect(layered).toBe(routedExpertBytes);
    expect(shape.activeParameters).toBeLessThan(shape.parameters * 0.6);
  });

  it('counts KV cache by layer where the header does', () => {
    const header = headerWith({
      'general.architecture': 'granitehybrid',
      'granitehybrid.block_count': 4,
      'granitehybrid.embedding_length': 1024,
      'granitehybrid.attention.head_count': 16,
      'granitehybrid.attention.key_length': 128,
      'granitehybrid.attention.value_length': 128,
      'granitehybrid.attention.head_count_kv': { length: 4, numbers: [0, 8, 0, 8] },
      'granitehybrid.ssm.conv_kernel': 4,
      'granitehybrid.ssm.inner_size': 2048,
      'granitehybrid.ssm.state_size': 64,
      'granitehybrid.ssm.group_count': 1,
    });
    const shape = readModelShape([header], 0);
    expect(countKvBytesPerToken(shape, 'F16')).toBe(16 * 256 * 2);
    expect(shape.recurrentBytes).toBe(2 * 4 * (3 * (2048 + 2 * 64) + 64 * 2048));
  });

  it('takes the weights at their word where the header calls the level otherwise', () => {
    const tensors: GgufTensor[] = [
      { name: 'a', dimensions: [256], elements: 256, typeId: 0, offsetBytes: 0, sizeBytes: 1024 },
      { name: 'b', dimensions: [512], elements: 51_200, typeId: 12, offsetBytes: 0, sizeBytes: 28_800 },
    ];
    expect(readModelShape([headerWith({ 'general.architecture': 'x' }, tensors)], 0).level).toBe('Q4_K');
    const mixed = readModelShape([headerWith({ 'general.architecture': 'x', 'general.file_type': 15 }, tensors)], 0);
    expect(mixed).toMatchObject({ level: 'Q4_K_M', declaredLevel: 'Q4_K_M', dominantType: 'Q4_K' });
    const wrong = readModelShape([headerWith({ 'general.architecture': 'x', 'general.file_type': 1 }, tensors)], 0);
    expect(wrong).toMatchObject({ level: 'Q4_K', declaredLevel: 'F16', dominantType: 'Q4_K' });
  });

  it('is scaled to another level by the size of its file', () => {
    const shape = readEmber();
    const header = shape.sizeBytes - shape.weightBytes;
    const half = scaleShape(shape, header + shape.weightBytes / 2, 'Q4_K_M');
    expect(half.level).toBe('Q4_K_M');
    expect(half.weightBytes / (shape.weightBytes / 2)).toBeCloseTo(1, 3);
    expect(half.routedExpertBytes / shape.routedExpertBytes).toBeCloseTo(0.5, 3);
    expect(half.parameters).toBe(shape.parameters);
  });
});
