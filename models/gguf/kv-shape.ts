import type { KvCacheType } from './fit.ts';
import { type Metadata, readCount, readCountOfLayers } from './read-metadata.ts';

/** What the KV cache of one layer holds for a token. */
export interface KvLayer {
  /** Numbers in the key and the value of a token; both 0 for a layer without attention. */
  keyWidth: number;
  valueWidth: number;
  /** The layer sees only so many tokens back; null when it sees all of them. */
  window: number | null;
}

/** What a model keeps of a conversation. */
export interface KvShape {
  kvLayers: KvLayer[];
  /** State of recurrent layers, which does not grow with the context. */
  recurrentBytes: number;
}

/** Tokens that a prefill evaluates at once; the engine's `n_batch` and `n_ubatch`. */
export const batchTokens = 512;

const bytesOfBlocks: Readonly<Record<KvCacheType, { elements: number; bytes: number }>> = {
  F16: { elements: 1, bytes: 2 },
  Q8_0: { elements: 32, bytes: 34 },
  Q4_0: { elements: 32, bytes: 18 },
};

/** Bytes of KV cache and recurrent state for a context of so many tokens. */
export function countKvBytes(shape: KvShape, contextSize: number, type: KvCacheType): number {
  let bytes = shape.recurrentBytes;
  for (const layer of shape.kvLayers) bytes += countCells(layer, contextSize) * countTokenBytes(layer, type);
  return bytes;
}

/** Bytes that each further token takes, once the windows of sliding-window layers are full. */
export function countKvBytesPerToken(shape: KvShape, type: KvCacheType): number {
  return shape.kvLayers.reduce((sum, layer) => sum + (layer.window === null ? countTokenBytes(layer, type) : 0), 0);
}

function countTokenBytes({ keyWidth, valueWidth }: KvLayer, type: KvCacheType): number {
  return countCellBytes(keyWidth, type) + countCellBytes(valueWidth, type);
}

/** Bytes of the keys, or of the values, of one token in one layer. */
export function countCellBytes(width: number, type: KvCacheType): number {
  const { elements, bytes } = bytesOfBlocks[type];
  return Math.ceil(width / elements) * bytes;
}

/** llama.cpp keeps whole cells of 256 tokens; a window also holds the batch that moves through it, and one to spare. */
function countCells({ window }: KvLayer, contextSize: number): number {
  const tokens = window === null ? contextSize : Math.min(contextSize, window + batchTokens + 1);
  return Math.ceil(tokens / 256) * 256;
}

/** Reads the shape of the cache from the metadata. `layers` without such that predict several tokens at once. */
export function readKvShape(metadata: Metadata, architecture: string, layers: number): KvShape {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const readLayers = (key: string) => readCountOfLayers(metadata, `${architecture}.${key}`, layers);
  const heads = readLayers('attention.head_count') ?? Array<number>(layers).fill(0);
  const kvHeads = readLayers('attention.head_count_kv') ?? heads;
  const maxHeads = Math.max(0, ...heads);
  const headLength = maxHeads > 0 ? Math.floor((read('embedding_length') ?? 0) / maxHeads) : 0;
  const keyLength = read('attention.key_length') ?? headLength;
  const valueLength = read('attention.value_length') ?? headLength;
  const windowKeyLength = read('attention.key_length_swa') ?? keyLength;
  const windowValueLength = read('attention.value_length_swa') ?? valueLength;
  // Multi-head latent attention keeps one compressed key, from which the value is computed.
  const latent = (read('attention.key_length_mla') ?? 0) > 0 && (read('attention.value_length_mla') ?? 0) > 0;
  const windows = readWindows(metadata, architecture, layers);
  const recurrent = findRecurrentLayers(metadata, architecture, kvHeads);
  const ownLayers = countLayersWithOwnCache(metadata, architecture, layers);
  const kvLayers = kvHeads.map((count, layer): KvLayer => {
    const window = windows[layer] ?? null;
    const both = architecture === 'falcon-h1';
    if (layer >= ownLayers || (recurrent[layer] && !both)) return { keyWidth: 0, valueWidth: 0, window };
    return {
      keyWidth: count * (window === null ? keyLength : windowKeyLength),
      valueWidth: latent ? 0 : count * (window === null ? valueLength : windowValueLength),
      window,
    };
  });
  const recurrentLayers = recurrent.filter(Boolean).length;
  return { kvLayers, recurrentBytes: recurrentLayers * countRecurrentBytes(metadata, architecture, maxHeads) };
}

/** Layers behind these reuse the cache of earlier ones. */
function countLayersWithOwnCache(metadata: Metadata, architecture: string, layers: number): number {
  if (architecture === 'gemma3n') return Math.min(20, layers);
  const shared = readCount(metadata, `${architecture}.attention.shared_kv_layers`) ?? 0;
  return Math.max(0, layers - shared);
}

/**
 * How llama.cpp lays out sliding windows where the header does not list them: every `period`-th layer sees everything,
 * the last of each period or the first. Architectures that are not here ignore a window in their header.
 */
const windowPatterns: Readonly<Record<string, { period: number; fullFirst?: true; window?: number }>> = {
  afmoe: { period: 4 },
  cohere2: { period: 4 },
  cohere2moe: { period: 4, fullFirst: true },
  exaone4: { period: 4 },
  'exaone-moe': { period: 4, window: 128 },
  gemma2: { period: 2, window: 4096 },
  gemma3: { period: 6 },
  gemma3n: { period: 5 },
  'gpt-oss': { period: 2 },
  laguna: { period: 4, fullFirst: true },
  llama4: { period: 4, window: 8192 },
  mellum: { period: 4 },
  olmo2: { period: 4 },
  plamo3: { period: 8 },
  smallthinker: { period: 4, fullFirst: true, window: 4096 },
};

function readWindows(metadata: Metadata, architecture: string, layers: number): (number | null)[] {
  const pattern = windowPatterns[architecture];
  const declared = readCount(metadata, `${architecture}.attention.sliding_window`);
  const listed = metadata.get(`${architecture}.attention.sliding_window_pattern`);
  const window = declared ?? pattern?.window ?? 0;
  if (window === 0) return Array<null>(layers).fill(null);
  if (typeof listed === 'object' && listed.numbers) {
    return Array.from({ length: layers }, (_, layer) => (listed.numbers?.[layer] ? window : null));
  }
  if (!pattern) return Array<null>(layers).fill(null);
  const period = typeof listed === 'number' && Number.isInteger(listed) && listed >= 0 ? listed : pattern.period;
  return Array.from({ length: layers }, (_, layer) => {
    if (period === 0) return window;
    const full = pattern.fullFirst ? layer % period === 0 : layer % period === period - 1;
    return full ? null : window;
  });
}

/** Every so many layers of these attend; the others are recurrent. */
const attentionIntervals: Readonly<Record<string, number>> = {
  qwen3next: 4,
  qwen35: 4,
  qwen35moe: 4,
  qwen4exp: 4,
  'minimax-01': 8,
};
const recurrentArchitectures = /^(mamba2?|rwkv[67](qwen2)?|arwkv7)$/;
const hybridArchitectures =
  /^(bailingmoe3|granitehybrid|jamba|kimi-linear|kimi-k3|lfm2(moe)?|nemotron_h(_moe)?|plamo2)$/;

function findRecurrentLayers(metadata: Metadata, architecture: string, kvHeads: readonly number[]): boolean[] {
  const listed = readCountOfLayers(metadata, `${architecture}.attention.recurrent_layers`, kvHeads.length);
  const defaultInterval = attentionIntervals[architecture];
  if (defaultInterval !== undefined) {
    if (listed) return listed.map((value) => value !== 0);
    const interval = Math.max(1, readCount(metadata, `${architecture}.full_attention_interval`) ?? defaultInterval);
    return kvHeads.map((_, layer) => (layer + 1) % interval !== 0);
  }
  if (recurrentArchitectures.test(architecture) || architecture === 'falcon-h1') return kvHeads.map(() => true);
  if (!hybridArchitectures.test(architecture)) return kvHeads.map(() => false);
  const feedForward = readCountOfLayers(metadata, `${architecture}.feed_forward_length`, kvHeads.length);
  // Nemotron-H has layers that are neither: a feed-forward alone.
  const plain = (layer: number) => architecture.startsWith('nemotron_h') && (feedForward?.[layer] ?? 0) > 0;
  return kvHeads.map((count, layer) => count === 0 && !plain(layer));
}

/** State of one recurrent layer, in F32: that of its convolution and that of its recurrence. */
function countRecurrentBytes(metadata: Metadata, architecture: string, heads: number): number {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`) ?? 0;
  const bytesOfF32 = 4;
  const embedding = read('embedding_length');
  const wkvHead = read('wkv.head_size');
  if (wkvHead > 0) return ((read('token_shift_count') || 2) * embedding + embedding * wkvHead) * bytesOfF32;
  const shortConvolution = read('shortconv.l_cache');
  if (shortConvolution > 0) return embedding * (shortConvolution - 1) * bytesOfF32;
  const kernel = read('ssm.conv_kernel');
  const deltaHead = read('kda.head_dim');
  if (deltaHead > 0) {
    const convolution = 3 * (kernel > 0 ? kernel - 1 : 3) * heads * deltaHead;
    return (convolution + deltaHead * deltaHead * heads) * bytesOfF32;
  }
  if (architecture === 'minimax-01') return read('attention.key_length') ** 2 * heads * bytesOfF32;
  const inner = read('ssm.inner_size');
  const state = read('ssm.state_size');
  const convolution = Math.max(0, kernel - 1) * (inner + 2 * read('ssm.group_count') * state);
  return (convolution + state * inner) * bytesOfF32;
}
