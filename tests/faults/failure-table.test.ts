import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../../electron/host/engine/engine-protocol.ts';
import { AppError } from '../../models/app-error.ts';
import { parseGgufHeader } from '../../models/gguf/gguf-header.ts';
import { writeGguf } from '../fixtures/gguf/gguf-file.ts';
import { type HeaderEntries, readEntries, writeEntries } from '../fixtures/gguf/header-entries.ts';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

/** What llama.cpp answered with an abort, a bare “Failed to load model” or minutes of work when it was tried. */
const common = { layers: 2, embedding: 64, heads: 4, kvHeads: 4, feedForward: 96, vocabulary: 448, context: 512 };
const experts = { count: 8, used: 2, shared: 1, feedForward: 32, denseLayers: 1 };
const deepseek: ModelConfig = { ...common, architecture: 'deepseek', name: 'Tiny', experts };
const deepseek2: ModelConfig = {
  ...deepseek,
  architecture: 'deepseek2',
  latent: { queryRank: 32, keyRank: 32, plain: 32, rotated: 32, value: 32 },
};

const folder = makeTemporaryFolder();
const path = join(folder.path, 'tiny.gguf');
const engine = startEngine({ restartDelaysMs: [1] });
let sound: Buffer;
let weightsAt: number;

function makeSound(config: ModelConfig): { bytes: Buffer; weightsOffset: number } {
  const soundPath = join(folder.path, 'sound.gguf');
  writeGguf(soundPath, planModel(config, chooseTypes('Q8_0', config), fileTypes.Q8_0));
  const bytes = readFileSync(soundPath);
  const parse = parseGgufHeader(bytes, bytes.length);
  if (parse.status !== 'complete') throw new Error('the model is not sound');
  return { bytes, weightsOffset: parse.header.dataOffsetBytes };
}

beforeAll(() => {
  ({ bytes: sound, weightsOffset: weightsAt } = makeSound(deepseek));
});
afterAll(async () => {
  await engine.stop();
  folder.remove();
});

/** Loads it and says a word: `fine`, or the sentence of what went wrong. Anything else, a death too, fails. */
async function tryModel(bytes: Buffer, options: Partial<LoadOptions> = {}, prompt = 'Hi'): Promise<string> {
  rmSync(path, { force: true });
  writeFileSync(path, bytes);
  try {
    await engine.load({ ...embeddedModel, modelPath: path, contextSize: 256, ...options }, () => undefined);
    await say(engine, { prompt, sampling: { maxTokens: 2 } });
    return 'fine';
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'engineDied') throw error;
    return error.message;
  } finally {
    expect(engine.state).toMatchObject({ generation: 1, death: null });
  }
}

const patch = (at: number, piece: Buffer) => () => {
  const bytes = Buffer.from(sound);
  piece.copy(bytes, at);
  return bytes;
};

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const uint64 = (value: bigint) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

/** The sound model with another header. */
const change = (edit: (entries: HeaderEntries) => void) => () => {
  const entries = readEntries(sound.subarray(0, weightsAt));
  edit(entries);
  return Buffer.concat([writeEntries(entries), sound.subarray(weightsAt)]);
};

const setKey = (name: string, value: Buffer) =>
  change(({ keys }) => {
    keys.find((key) => key.name === name)!.value = value;
  });

const changeTensor = (name: string, edit: (tensor: HeaderEntries['tensors'][number]) => void) =>
  change(({ tensors }) => edit(tensors.find((tensor) => tensor.name === name)!));

const textValue = (value: string) => Buffer.concat([uint64(BigInt(value.length)), Buffer.from(value)]);

describe('an entry of the failure table', () => {
  it.each<[string, () => Buffer, RegExp]>([
    ['a wrong magic', patch(0, Buffer.from('GGML')), /does not begin with “GGUF”/],
    ['version 99', patch(4, uint32(99)), /its format version is 99/],
    ['version 1', patch(4, uint32(1)), /its format version is 1/],
    ['2^40 tensors', patch(8, uint64(2n ** 40n)), /its header holds an impossible count/],
    ['2^40 keys', patch(16, uint64(2n ** 40n)), /its header holds an impossible count/],
    ['a key of 2^60 bytes', patch(24, uint64(2n ** 60n)), /its header holds an impossible length/],
    ['200 bytes', () => sound.subarray(0, 200), /cut short: it ends inside its header/],
    ['half of a header', () => sound.subarray(0, weightsAt >> 1), /cut short: it ends inside its header/],
    ['no weights', () => sound.subarray(0, weightsAt), /cut short/],
    ['half of the weights', () => sound.subarray(0, (weightsAt + sound.length) >> 1), /cut short/],
    ['all but the last byte', () => sound.subarray(0, -1), /cut short: its last 1 byte/],
    ['a tensor type of the future', changeTensor('blk.0.attn_q.weight', (t) => (t.typeId = 200)), /tiny\.gguf/],
    ['a tensor type that was removed', changeTensor('blk.0.attn_q.weight', (t) => (t.typeId = 4)), /tiny\.gguf/],
    ['a tensor of another type', changeTensor('blk.0.attn_q.weight', (t) => (t.typeId = 2)), /tiny\.gguf/],
    ['a tensor of another shape', changeTensor('blk.0.attn_q.weight', (t) => (t.dimensions = [64, 32])), /tiny\.gguf/],
    [
      'a tensor twice',
      change(({ tensors }) => void tensors.push({ ...tensors[3]! })),
      /it holds the tensor “[\w.]+” twice/,
    ],
    ['an unknown architecture', setKey('general.architecture', textValue('nosuch')), /tiny\.gguf/],
    ['more experts used than there are', setKey('deepseek.expert_used_count', uint32(99)), /uses 99 of 8 experts/],
    ['a layer too many', setKey('deepseek.block_count', uint32(3)), /tiny\.gguf could not be loaded/],
    ['5,000 layers', setKey('deepseek.block_count', uint32(5000)), /claims 5000 layers/],
    ['three heads for a width of 64', setKey('deepseek.attention.head_count', uint32(3)), /claims 3 heads/],
  ])('with %s is refused in a sentence', async (_, make, message) => {
    const said = await tryModel(make());
    expect(said).toMatch(message);
    expect(said).toMatch(/^tiny\.gguf [^\n]+\.$/);
  });

  it.each<[string, () => Buffer, Partial<LoadOptions>, RegExp]>([
    ['a beginning of text that is no token', setKey('tokenizer.ggml.bos_token_id', uint32(99_999)), {}, /^fine$/],
    ['a broken template', setKey('tokenizer.chat_template', textValue('{% for m in %}{{ oops')), {}, /^fine$/],
    [
      'a template that refuses',
      setKey('tokenizer.chat_template', textValue("{{ raise_exception('no') }}")),
      {},
      /^fine$/,
    ],
    ['a context of a million tokens', () => sound, { contextSize: 1_048_576 }, /^fine$/],
    ['layers for a GPU that is not there', () => sound, { gpuLayers: 99 }, /^fine$/],
    [
      'a KV cache of 4 bits without flash attention',
      () => sound,
      { kvCacheType: 'Q4_0', flashAttention: false },
      /needs flash attention/,
    ],
    ['a KV cache of 8 bits for heads of 16', () => sound, { kvCacheType: 'Q8_0' }, /^fine$/],
  ])('with %s answers, or says why not', async (_, make, options, message) => {
    expect(await tryModel(make(), options)).toMatch(message);
  });

  it('with a context that no memory holds is refused by the plan', async () => {
    // KV cache of 2^20 tokens in 400 layers: more than any machine has.
    const { bytes, weightsOffset } = makeSound({ ...deepseek, layers: 400, context: 2 ** 24 });
    expect(bytes.length).toBeGreaterThan(weightsOffset);
    const said = await tryModel(bytes, { contextSize: 1_048_576 });
    expect(said).toMatch(
      /^tiny\.gguf with a context of 1048576 tokens needs .* Choose a smaller context in the settings\.$/,
    );
  });

  it('with a prompt that is longer than its context is told so', async () => {
    expect(await tryModel(sound, {}, 'a b c d e f g h '.repeat(200))).toMatch(/^This message is \d+ tokens long/);
  });
});

describe.each([
  ['deepseek', deepseek],
  ['deepseek2', deepseek2],
])('a %s model', (_, config) => {
  it('loads, or is refused in a sentence, without any one of its keys and tensors', async () => {
    const { bytes, weightsOffset } = makeSound(config);
    expect(await tryModel(bytes)).toBe('fine');
    const header = bytes.subarray(0, weightsOffset);
    const { keys, tensors } = readEntries(header);
    let refused = 0;
    const names = [...keys, ...tensors].map(({ name }) => name);
    for (const name of names) {
      const entries = readEntries(header);
      const kept = {
        keys: entries.keys.filter((key) => key.name !== name),
        tensors: entries.tensors.filter((tensor) => tensor.name !== name),
      };
      const said = await tryModel(Buffer.concat([writeEntries(kept), bytes.subarray(weightsOffset)]));
      if (said === 'fine') continue;
      refused++;
      expect(said).toMatch(/^tiny\.gguf [^\n]+\.$/);
    }
    // Names, ids and templates may be missing; the rest may not.
    expect(refused).toBeGreaterThan(tensors.length);
    expect(refused).toBeLessThan(names.length);
  });
});
