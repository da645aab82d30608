import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { type GgufHeader, parseGgufHeader } from './gguf-header.ts';

const file = readFileSync(embeddedModelPath);

function parseWhole(bytes: Uint8Array, fileSizeBytes = bytes.length): GgufHeader {
  const parse = parseGgufHeader(bytes, fileSizeBytes);
  if (parse.status !== 'complete') throw new Error(`status ${parse.status}`);
  return parse.header;
}

const headerBytes = parseWhole(file).dataOffsetBytes;

describe('parseGgufHeader', () => {
  it('reads metadata, tensors and where the weights begin', () => {
    const header = parseWhole(file);
    expect(header.version).toBe(3);
    expect(header.metadata.get('general.architecture')).toBe('deepseek');
    expect(header.metadata.get('deepseek.expert_count')).toBe(8);
    expect(header.metadata.get('deepseek.expert_weights_norm')).toBe(false);
    expect(header.metadata.get('tokenizer.ggml.tokens')).toEqual({ length: 3072, numbers: null });
    expect(header.metadata.get('tokenizer.chat_template')).toContain('<｜Assistant｜>');
    expect(header.hasByteTokens).toBe(true);
    expect(header.tensors).toHaveLength(77);
    const last = header.tensors.at(-1)!;
    expect(last.offsetBytes + last.sizeBytes!).toBe(file.length);
  });

  it('asks for the bytes it lacks until it has them', () => {
    let length = 16;
    for (let round = 0; round < 10_000; round++) {
      const parse = parseGgufHeader(file.subarray(0, length), file.length);
      if (parse.status === 'complete') break;
      if (parse.status !== 'needsBytes') throw new Error(parse.status);
      expect(parse.bytes).toBeGreaterThan(length);
      length = parse.bytes;
    }
    expect(length).toBeGreaterThan(headerBytes - 64);
    expect(parseWhole(file.subarray(0, length), file.length).tensors).toHaveLength(77);
  });

  it('says that a file is cut when it ends inside its header', () => {
    const lengths = fc.integer({ min: 1, max: headerBytes - 64 });
    fc.assert(
      fc.property(lengths, (length) => {
        expect(parseGgufHeader(file.subarray(0, length), length)).toEqual({ status: 'cut' });
      }),
    );
  });

  it('knows other files by their beginning', () => {
    expect(parseGgufHeader(Buffer.from('PK\u0003\u0004 and so on'), 100).status).toBe('broken');
    expect(parseGgufHeader(Buffer.alloc(64), 64).status).toBe('broken');
  });

  it('ends soon and without an exception on any damage', () => {
    const header = file.subarray(0, headerBytes);
    const damage = fc.array(fc.tuple(fc.nat(headerBytes - 1), fc.nat(255)), { minLength: 1, maxLength: 40 });
    const early = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(damage, early), (changes) => {
        const bytes = Uint8Array.from(header);
        for (const [at, value] of changes) bytes[at] = value;
        const parse = parseGgufHeader(bytes, file.length);
        expect(['complete', 'needsBytes', 'cut', 'broken']).toContain(parse.status);
      }),
      { numRuns: 300 },
    );
  });
});
