import { clip } from './clip-name.ts';
import { findGgmlType } from './ggml-types.ts';
import type { GgufHeader, GgufTensor } from './gguf-header.ts';
import { type Metadata, readCount, readCountOfLayers, readText } from './read-metadata.ts';

/** LLAMA_MAX_EXPERTS in llama.cpp; more of them end the process. */
const maxExperts = 1024;
/** LLAMA_EXPERT_GATING_FUNC_TYPE_SQRT_SOFTPLUS, the last of them. */
const lastGatingFunction = 4;

/** Whose attention llama.cpp computes with one length for keys, values and their rotated part, and asserts so. */
const oneHeadLength = new Set(
  (
    'arctic baichuan dbrx deepseek dots1 ernie4_5 ernie4_5-moe exaone gpt-oss granite granitemoe grok hunyuan-moe ' +
    'internlm2 llada-moe llama llama4 minimax-m2 mistral3 olmo olmo2 olmoe qwen2 qwen2moe qwen3 qwen3moe seed-oss ' +
    'smallthinker starcoder2'
  ).split(' '),
);

/** Whose experts have the length that the header gives for dense layers. */
const oneFeedForwardLength = /^(llama|olmoe|granitemoe|phimoe|dbrx|arctic|jamba|minimax-m2)$/;

/** What in a header would end llama.cpp's process in an assertion, in a few words; null where nothing would. */
export function findDimensionProblem(architecture: string, { metadata, tensors }: GgufHeader): string | null {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  return (
    findLayerProblem(architecture, metadata) ??
    findGroupProblem(read) ??
    findNumberProblem(architecture, metadata) ??
    findHeadProblem(architecture, metadata, tensors) ??
    findTensorProblem(tensors, listRows(architecture, metadata))
  );
}

type Read = (key: string) => number | null;

function findLayerProblem(architecture: string, metadata: Metadata): string | null {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const predicted = metadata.has(`${architecture}.nextn_predict_layers`) ? read('nextn_predict_layers') : 0;
  if (predicted === null || predicted >= (read('block_count') ?? 0)) {
    return 'its header claims as many layers that predict several tokens as it has';
  }
  return null;
}

function findGroupProblem(read: Read): string | null {
  const count = read('expert_count') ?? 0;
  const used = read('expert_used_count') ?? 0;
  const groups = read('expert_group_count') ?? 0;
  const usedGroups = read('expert_group_used_count') ?? 0;
  const gating = read('expert_gating_func') ?? 0;
  // None, softmax, sigmoid, and so on: llama.cpp ends its process at one that it does not know.
  if (gating > lastGatingFunction) return `its header names the unknown gating function ${gating}`;
  if (count > maxExperts) return `its header claims ${count} experts`;
  if (used > count) return `its header says that a token uses ${used} of ${count} experts`;
  if (groups > 0 && groups >= count) return `its header claims ${groups} groups of ${count} experts`;
  if (groups > 1 && (count % groups !== 0 || usedGroups === 0 || usedGroups >= groups)) {
    return `its header puts ${count} experts into ${groups} groups, of which a token uses ${usedGroups}`;
  }
  return null;
}

function findNumberProblem(architecture: string, metadata: Metadata): string | null {
  for (const [key, value] of metadata) {
    if (!key.startsWith(`${architecture}.attention.`) || !key.endsWith('_epsilon')) continue;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return `its header has an impossible ${key}`;
  }
  const scaling = readText(metadata, `${architecture}.rope.scaling.type`);
  if (scaling !== null && !['none', 'linear', 'yarn', 'longrope'].includes(scaling)) {
    return 'its header has an unknown kind of RoPE scaling';
  }
  return null;
}

function findHeadProblem(architecture: string, metadata: Metadata, tensors: readonly GgufTensor[]): string | null {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const layers = read('block_count') ?? 0;
  const heads = readCountOfLayers(metadata, `${architecture}.attention.head_count`, layers) ?? [];
  const kvHeads = readCountOfLayers(metadata, `${architecture}.attention.head_count_kv`, layers) ?? heads;
  const keyLayers = new Set(tensors.flatMap(({ name }) => /^blk\.(\d+)\.attn_k\.weight$/.exec(name)?.[1] ?? []));
  for (const [layer, count] of heads.entries()) {
    if (!keyLayers.has(String(layer))) continue;
    const ofKeys = kvHeads[layer] ?? 0;
    if (ofKeys === 0 || count === 0 || count % ofKeys !== 0) {
      return `its header claims ${count} heads of attention with ${ofKeys} of keys`;
    }
  }
  const latent = read('attention.key_length_mla') ?? 0;
  if (latent > 0) return findLatentProblem(read, kvHeads);
  const firstHeads = heads[0] ?? 0;
  const headLength = firstHeads > 0 ? Math.floor((read('embedding_length') ?? 0) / firstHeads) : 0;
  const keyLength = read('attention.key_length') ?? headLength;
  const valueLength = read('attention.value_length') ?? headLength;
  const rotated = metadata.has(`${architecture}.rope.dimension_count`) ? read('rope.dimension_count') : keyLength;
  if (rotated === null || rotated % 2 !== 0) return 'its header has an impossible rope.dimension_count';
  const lengths = { key: keyLength, value: valueLength, rotated };
  return findLengthProblem(architecture, lengths) ?? findWindowProblem(architecture, metadata, lengths);
}

interface HeadLengths {
  key: number;
  value: number;
  rotated: number;
}

function findLengthProblem(architecture: string, { key, value, rotated }: HeadLengths): string | null {
  const isOne = oneHeadLength.has(architecture);
  if (!isOne && architecture !== 'gemma3') return null;
  if (key === value && key > 0 && (isOne ? rotated === key : rotated > 0 && rotated <= key)) return null;
  return `its header has heads of ${key} for keys, ${value} for values and ${rotated} for their rotation`;
}

/** The layers that see a window alone may have lengths of their own in the header, and in these families nowhere else. */
function findWindowProblem(architecture: string, metadata: Metadata, lengths: HeadLengths): string | null {
  if (!oneHeadLength.has(architecture) && architecture !== 'gemma3') return null;
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const key = read('attention.key_length_swa') ?? lengths.key;
  const value = read('attention.value_length_swa') ?? lengths.value;
  const rotated = read('rope.dimension_count_swa') ?? lengths.rotated;
  if (key !== lengths.key || value !== lengths.value || rotated !== lengths.rotated) {
    return 'its header has other heads for the layers that see a window alone';
  }
  // One layer in one sees everything, so that none sees a window.
  const hasWindow = /^(gpt-oss|gemma3)$/.test(architecture) && (read('attention.sliding_window') ?? 0) > 0;
  if (hasWindow && read('attention.sliding_window_pattern') === 1) {
    return 'its header claims a window that no layer has';
  }
  return null;
}

/** Multi-head latent attention keeps one compressed key for all heads. */
function findLatentProblem(read: Read, kvHeads: readonly number[]): string | null {
  const [rank, rotated] = [read('attention.kv_lora_rank') ?? 0, read('rope.dimension_count') ?? 0];
  const [full, key] = [read('attention.key_length_mla') ?? 0, read('attention.key_length') ?? 0];
  const value = read('attention.value_length') ?? 0;
  if (kvHeads.some((count) => count !== 1)) return 'its header claims several heads of compressed keys';
  if (rotated === 0 || rotated % 2 !== 0 || full <= rotated || key !== rank + rotated || value !== rank) {
    return 'its header has lengths for compressed keys that do not agree';
  }
  return null;
}

/** How long the rows of well-known tensors are by the metadata; null where it does not say. */
function listRows(architecture: string, metadata: Metadata): [RegExp, number | null][] {
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const embedding = read('embedding_length');
  const feedForward = read('feed_forward_length');
  const expert = oneFeedForwardLength.test(architecture)
    ? (feedForward ?? 0)
    : (read('expert_feed_forward_length') ?? feedForward);
  const sharedCount = read('expert_shared_count');
  const shared =
    read('expert_shared_feed_forward_length') ?? (sharedCount === null ? null : (expert ?? 0) * sharedCount);
  const heads = read('attention.head_count') ?? 0;
  const latentValue = read('attention.value_length_mla');
  const headValue = read('attention.value_length') ?? Math.floor((embedding ?? 0) / Math.max(1, heads));
  const fromEmbedding =
    /^(token_embd|output|blk\.\d+\.(attn_(q|k|v|qkv|q_a|kv_a_mqa)|ffn_(gate|up)(_exps|_shexp)?))\.weight$/;
  return [
    [fromEmbedding, embedding],
    [/^blk\.\d+\.ffn_down\.weight$/, feedForward],
    [/^blk\.\d+\.ffn_down_exps\.weight$/, expert],
    [/^blk\.\d+\.ffn_down_shexp\.weight$/, shared],
    [/^blk\.\d+\.attn_output\.weight$/, heads * (latentValue ?? headValue)],
    [/^blk\.\d+\.attn_q_b\.weight$/, read('attention.q_lora_rank')],
    [/^blk\.\d+\.attn_v_b\.weight$/, read('attention.kv_lora_rank')],
    [/^blk\.\d+\.attn_k_b\.weight$/, (read('attention.key_length_mla') ?? 0) - (read('rope.dimension_count') ?? 0)],
  ];
}

const float32 = 0;
/** F32, F16 and BF16. */
const plainTypes = new Set([float32, 1, 30]);
/** What llama.cpp adds and multiplies elementwise, or asserts the type of: in F32 alone, on any device. */
const alwaysFloat32 = /\.bias$|_norm\.weight$|\.attn_sinks\.weight$|^rope_(freqs|factors_\w+)\.weight$/;
/** Matrices that llama.cpp multiplies with, besides those of known rows. */
const multiplied = /\.ffn_gate_inp(_shexp)?\.weight$/;
/** I8 to F64. */
const integerTypes = new Set([24, 25, 26, 27, 28]);

/** llama.cpp lays a tensor out by the metadata before it compares it with the file: rows must be of whole blocks. */
function findTensorProblem(tensors: readonly GgufTensor[], rows: readonly [RegExp, number | null][]): string | null {
  for (const { name, typeId, dimensions } of tensors) {
    const blockElements = findGgmlType(typeId)?.blockElements ?? 1;
    const plainName = clip(name);
    if (dimensions.some((size) => size < 1)) return `its tensor ${plainName} is empty`;
    const isList = dimensions.slice(1).every((size) => size === 1);
    // Norms, biases and scales: nothing quantizes them, and llama.cpp calculates with no other numbers.
    const isPlain = alwaysFloat32.test(name) ? typeId === float32 : plainTypes.has(typeId);
    if ((isList || !name.endsWith('.weight') || alwaysFloat32.test(name)) && !isPlain) {
      return `its tensor ${plainName} is of a type that no such tensor has`;
    }
    const row = rows.find(([pattern]) => pattern.test(name))?.[1];
    if ((row !== undefined || multiplied.test(name)) && integerTypes.has(typeId))
      return `its tensor ${plainName} holds no weights`;
    if (row !== undefined && row !== null && (row < 1 || row % blockElements !== 0)) {
      return `its tensor ${plainName} does not have the shape that its header claims`;
    }
  }
  return null;
}
