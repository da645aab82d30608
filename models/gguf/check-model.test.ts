import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GgufEditor } from '../../tests/fixtures/edit-gguf.ts';
import { embeddedModelPath } from '../../tests/fixtures/project-paths.ts';
import { AppError } from '../app-error.ts';
import { findDimensionProblem } from './check-dimensions.ts';
import { requireChatModel, requireHeader, requireWholeFile } from './check-model.ts';
import { parseGgufHeader } from './gguf-header.ts';

const file = readFileSync(embeddedModelPath);
const headerBytes = 74_624;

function check(bytes: Buffer): string {
  try {
    const header = requireHeader('m.gguf', bytes.length, parseGgufHeader(bytes, bytes.length));
    requireWholeFile('m.gguf', bytes.length, header);
    requireChatModel('m.gguf', header);
    return 'fine';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const edit = () => new GgufEditor(file);

describe('the checks before a model is loaded', () => {
  it('let a sound model pass', () => expect(check(file)).toBe('fine'));

  it.each<[string, Buffer, string]>([
    [
      'half of a file',
      file.subarray(0, file.length / 2),
      'm.gguf is cut short: 6.6 MB of 13.3 MB are there. Download it again.',
    ],
    ['a file less its last bytes', file.subarray(0, -100), 'm.gguf is cut short: its last 100 bytes are missing.'],
    [
      'half of a header',
      file.subarray(0, headerBytes / 2),
      'm.gguf is cut short: it ends inside its header, after 37.3 kB.',
    ],
    ['another kind of file', Buffer.from('<!doctype html><title>404</title>'), 'it does not begin with “GGUF”'],
    ['an unknown version', Buffer.concat([Buffer.from('GGUF\u0009\0\0\0'), file.subarray(8)]), 'format version is 9'],
    ['experts without a count', edit().hideKey('deepseek.expert_count').bytes, 'does not say how many (expert_count)'],
    ['no experts used', edit().setUint32('deepseek.expert_used_count', 0).bytes, 'expert_used_count'],
    [
      'more experts used than there are',
      edit().setUint32('deepseek.expert_used_count', 9).bytes,
      'uses 9 of 8 experts',
    ],
    ['no count of used experts', edit().hideKey('deepseek.expert_used_count').bytes, 'expert_used_count'],
    ['no heads', edit().hideKey('deepseek.attention.head_count').bytes, 'lacks deepseek.attention.head_count'],
    [
      'no feed-forward length',
      edit().hideKey('deepseek.feed_forward_length').bytes,
      'lacks deepseek.feed_forward_length',
    ],
    ['no layers', edit().setUint32('deepseek.block_count', 0).bytes, 'lacks deepseek.block_count'],
    ['5,000 layers', edit().setUint32('deepseek.block_count', 5000).bytes, 'claims 5000 layers'],
    ['no vocabulary', edit().hideKey('tokenizer.ggml.tokens').bytes, 'lacks the vocabulary'],
    [
      'more experts than llama.cpp counts',
      edit().setUint32('deepseek.expert_count', 2000).bytes,
      'claims 2000 experts',
    ],
    [
      'heads that keys cannot be shared by',
      edit().setUint32('deepseek.attention.head_count', 7).bytes,
      'claims 7 heads of attention',
    ],
    [
      'rows that hold no whole blocks',
      edit().setUint32('deepseek.feed_forward_length', 13).bytes,
      'does not have the shape that its header claims',
    ],
    [
      'an impossible epsilon',
      edit().setUint32('deepseek.attention.layer_norm_rms_epsilon', 0xbf80_0000).bytes,
      'epsilon',
    ],
    ['no byte tokens', edit().replaceText('<0x0A>', '<0x0Z>', headerBytes).bytes, 'lacks the byte tokens'],
  ])('refuse %s', (_, bytes, message) => {
    expect(check(bytes)).toContain(message);
    expect(check(bytes)).toMatch(/^modelBroken: m\.gguf /);
  });

  it('refuse experts that are kept apart, as llama.cpp did before it put them into one tensor', () => {
    const header = requireHeader('m.gguf', file.length, parseGgufHeader(file, file.length));
    const tensors = header.tensors.map((tensor) => ({
      ...tensor,
      name: tensor.name.replace('ffn_down_exps', 'ffn_down.0'),
    }));
    expect(() => requireChatModel('m.gguf', { ...header, tensors })).toThrow('keeps each expert apart');
  });

  it.each<[string, Record<string, number>, string | null]>([
    ['heads as long everywhere', { 'attention.key_length_swa': 16, 'rope.dimension_count_swa': 16 }, null],
    ['other heads in a window', { 'attention.value_length_swa': 32 }, 'other heads for the layers that see a window'],
    ['another rotation in a window', { 'rope.dimension_count_swa': 2 }, 'other heads for the layers that see a window'],
    [
      'a window without a layer',
      { 'attention.sliding_window': 128, 'attention.sliding_window_pattern': 1 },
      'a window that no layer has',
    ],
    ['no rotation', { 'rope.dimension_count': 0 }, '0 for their rotation'],
  ])('judge %s', (_, keys, message) => {
    const header = requireHeader('m.gguf', file.length, parseGgufHeader(file, file.length));
    const renamed = [...header.metadata].map(
      ([key, value]) => [key.replace(/^deepseek\./, 'gpt-oss.'), value] as const,
    );
    const added = Object.entries(keys).map(([key, value]) => [`gpt-oss.${key}`, value] as const);
    const lengths = ['attention.key_length', 'attention.value_length', 'rope.dimension_count'];
    const heads = lengths.map((key) => [`gpt-oss.${key}`, 16] as const);
    const metadata = new Map([...renamed, ['gpt-oss.attention.head_count', 16], ...heads, ...added] as const);
    const problem = findDimensionProblem('gpt-oss', { ...header, metadata, tensors: [] });
    if (message === null) expect(problem).toBeNull();
    else expect(problem).toContain(message);
  });

  it('refuse a token that is there twice, and a vocabulary of no kind', () => {
    const header = requireHeader('m.gguf', file.length, parseGgufHeader(file, file.length));
    expect(() => requireChatModel('m.gguf', { ...header, repeatedToken: 'the"\n' })).toThrow('the token “the"?” twice');
    const metadata = new Map(header.metadata).set('tokenizer.ggml.model', 'none');
    expect(() => requireChatModel('m.gguf', { ...header, metadata })).toThrow('says that it has no vocabulary');
  });

  it.each([
    ['blk.1.attn_norm.weight', 1, 'of a type that no such tensor has'],
    ['blk.1.attn_q.bias', 30, 'of a type that no such tensor has'],
    ['blk.1.ffn_gate_exps.bias', 1, 'of a type that no such tensor has'],
    ['blk.1.attn_sinks.weight', 1, 'of a type that no such tensor has'],
    ['blk.1.ffn_gate_inp.weight', 26, 'holds no weights'],
  ])('refuse %s of the type %i, with which llama.cpp cannot calculate', (name, typeId, message) => {
    const header = requireHeader('m.gguf', file.length, parseGgufHeader(file, file.length));
    const like = header.tensors.find((tensor) => tensor.name === 'blk.1.ffn_gate_inp.weight')!;
    const others = header.tensors.filter((tensor) => tensor.name !== name);
    const checkWith = (type: number) =>
      requireChatModel('m.gguf', { ...header, tensors: [...others, { ...like, name, typeId: type }] });
    expect(() => checkWith(typeId)).toThrow(message);
    expect(() => checkWith(0)).not.toThrow();
  });

  it('tell an embedding model from one to chat with', () => {
    const parse = parseGgufHeader(file, file.length);
    const header = requireHeader('m.gguf', file.length, parse);
    const metadata = new Map(header.metadata).set('deepseek.attention.causal', false);
    expect(() => requireChatModel('m.gguf', { ...header, metadata })).toThrow('turns text into vectors');
    expect(() => requireChatModel('m.gguf', { ...header, tensors: [] })).toThrow('a vocabulary and no weights');
  });

  it('tell an adapter and the image part of a model from a model', () => {
    expect(check(edit().replaceText('model', 'lora!', 200).bytes)).toMatch(
      /^unsupported: m\.gguf is of the type “lora!”/,
    );
  });
});
