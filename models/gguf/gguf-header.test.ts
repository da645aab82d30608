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

  it('refuses what would fill the memory', () => {
    const start = (tensors: bigint, entries: bigint) => {
      const bytes = Buffer.alloc(24);
      bytes.write('GGUF');
      bytes.writeUInt32LE(3, 4);
      bytes.writeBigUInt64LE(tensors, 8);
      bytes.writeBigUInt64LE(entries, 16);
      return bytes;
    };
    const tinyEntry = Buffer.alloc(13);
    const entries = Buffer.concat([start(0n, 3_000_000n), Buffer.alloc(13 * 3_000_000, tinyEntry)]);
    expect(parseGgufHeader(entries, entries.length)).toMatchObject({ status: 'broken' });
    const tensors = Buffer.concat([start(3_000_000n, 0n), Buffer.alloc(24 * 3_000_000)]);
    expect(parseGgufHeader(tensors, tensors.length)).toMatchObject({ status: 'broken' });
    const twins = Buffer.concat([start(2n, 0n), Buffer.alloc(48)]);
    expect(parseGgufHeader(twins, twins.length)).toMatchObject({ reason: 'it holds the tensor “” twice' });
  });

  it('keeps the beginning of a text that is far too long', () => {
    const textBytes = 30_000_000;
    const entry = Buffer.alloc(21);
    entry.writeBigUInt64LE(1n);
    entry.write('k', 8);
    entry.writeUInt32LE(8, 9);
    entry.writeBigUInt64LE(BigInt(textBytes), 13);
    const head = Buffer.concat([file.subarray(0, 8), Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])]);
    const bytes = Buffer.concat([head, entry, Buffer.alloc(textBytes, 'é')]);
    const text = parseWhole(bytes).metadata.get('k');
    expect(text).toHaveLength(2 ** 19);
    expect(text).toMatch(/^é+$/);
  });
});
