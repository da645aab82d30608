import { describe, expect, it } from 'vitest';
import { findPartProblem } from './check-parts.ts';
import type { GgufHeader } from './gguf-header.ts';

const tensor = { name: 'a', dimensions: [32], elements: 32, typeId: 0, offsetBytes: 0, sizeBytes: 128 };

function part(keys: Record<string, number>): GgufHeader {
  const metadata = new Map(Object.entries(keys).map(([key, value]) => [`split.${key}`, value]));
  return { version: 3, metadata, tensors: [tensor], dataOffsetBytes: 0, hasByteTokens: false, repeatedToken: null };
}

const first = part({ no: 0, count: 2, 'tensors.count': 2 });

describe('the parts of a split model', () => {
  it('are sound where they say what the names say', () => {
    expect(findPartProblem([part({})])).toBeNull();
    expect(findPartProblem([part({ no: 0, count: 1 })])).toBeNull();
    expect(findPartProblem([first, part({ no: 1, count: 2 })])).toBeNull();
    expect(findPartProblem([part({ no: 0, count: 2 }), part({ no: 1 })])).toBeNull();
  });

  it.each<[string, GgufHeader[], RegExp]>([
    ['a part under another name', [first], /^is one of 2 parts of a model, and its name does not say which/],
    ['a name for more parts', [first, first, first], /^has 3 parts by its name, and 2 by its header/],
    ['a part twice', [first, first], /the header of its part 2 says that it is part 1/],
    ['a part without a number', [first, part({})], /the header of its part 2 does not say which it is/],
    [
      'a part of another model',
      [part({ no: 0, count: 2, 'tensors.count': 3 }), part({ no: 1 })],
      /its parts hold 2 tensors of 3/,
    ],
  ])('are refused for %s', (_, headers, message) => expect(findPartProblem(headers)).toMatch(message));
});
