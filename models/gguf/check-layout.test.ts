import { describe, expect, it } from 'vitest';
import { findLayoutProblem } from './check-layout.ts';
import { countTensorBytes } from './ggml-types.ts';
import type { GgufHeader, GgufTensor } from './gguf-header.ts';

const dataOffsetBytes = 320;

function tensor(name: string, typeId: number, dimensions: number[], offset: number): GgufTensor {
  const elements = dimensions.reduce((product, size) => product * size, 1);
  const sizeBytes = countTensorBytes(typeId, elements);
  return { name, dimensions, elements, typeId, offsetBytes: dataOffsetBytes + offset, sizeBytes };
}

function find(tensors: GgufTensor[], alignment?: number): string | null {
  const metadata: GgufHeader['metadata'] = new Map(alignment === undefined ? [] : [['general.alignment', alignment]]);
  return findLayoutProblem({
    version: 3,
    metadata,
    tensors,
    dataOffsetBytes,
    hasByteTokens: true,
    repeatedToken: null,
  });
}

const followsWrongly = 'its tensor b does not begin where the one before it ends';

describe('the layout of the weights in a file', () => {
  it('is sound where they follow each other, whatever their types', () => {
    expect(find([])).toBeNull();
    expect(find([tensor('a', 8, [64, 3], 0), tensor('b', 0, [5], 224), tensor('c', 12, [256], 256)])).toBeNull();
    expect(find([tensor('a', 0, [5], 0), tensor('b', 0, [5], 64)], 64)).toBeNull();
    // Of a type that is not known here nobody can say where it ends.
    expect(find([tensor('a', 200, [7], 0), tensor('b', 0, [5], 4096)])).toBeNull();
  });

  it('is damaged where they overlap, leave gaps or are swapped', () => {
    expect(find([tensor('a', 8, [64, 3], 0), tensor('b', 0, [5], 192)])).toBe(followsWrongly);
    expect(find([tensor('a', 8, [64, 3], 0), tensor('b', 0, [5], 256)])).toBe(followsWrongly);
    expect(find([tensor('b', 8, [64, 3], 32), tensor('c', 0, [5], 0)])).toBe(followsWrongly);
  });

  it('is damaged where a row holds no whole blocks of its type', () => {
    expect(find([tensor('a', 12, [96, 2], 0)])).toBe(
      'its tensor a has rows of 96 numbers, and the type Q4_K keeps 256 together',
    );
  });

  it('is damaged where weights do not lie as ggml maps them', () => {
    expect(find([tensor('a', 0, [1], 0), tensor('b', 0, [1], 8)], 8)).toBe(
      'its weights do not lie in steps of 32 bytes',
    );
    expect(find([tensor('a', 0, [8], 0), tensor('b', 0, [8], 32)], 8)).toBeNull();
  });

  it('is damaged where a name is too long for ggml', () => {
    expect(find([tensor('x'.repeat(64), 0, [1], 0)])).toMatch(/^the name of its tensor x{60}… is too long$/);
    expect(find([tensor('x'.repeat(63), 0, [1], 0)])).toBeNull();
  });
});
