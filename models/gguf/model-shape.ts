import type { GgufHeader, GgufValue } from './gguf-header.ts';
import { type KvShape, readKvShape } from './kv-shape.ts';
import { type QuantizationLevel, readQuantizationLevel } from './quantization-level.ts';
import { readCount, readText } from './read-metadata.ts';
import { readWeightShape, type WeightBytes, type WeightShape } from './weight-shape.ts';

/** What the GGUF headers of a model say of it, in one place. Counts of experts are null for dense models. */
export interface ModelShape extends QuantizationLevel, WeightShape, KvShape {
  architecture: string;
  name: string | null;
  /** Parameters at work for one token: all but the routed experts that it does not choose. */
  activeParameters: number;
  layers: number;
  trainContextSize: number;
  embeddingLength: number;
  expertCount: number | null;
  expertUsedCount: number | null;
  /** 0 for an MoE without shared experts. */
  sharedExpertCount: number | null;
  vocabularySize: number;
  /** Bytes of all files. */
  sizeBytes: number;
  /** Bytes of the weights that are loaded. */
  weightBytes: number;
  /** Widths that the buffers of a calculation depend on. */
  headCount: number;
  /** Of a head's query, key and value; of no use with latent attention. */
  headLength: number;
  /** Multi-head latent attention: the lengths of a head's key, of the cached key, and of its compressed part. */
  latent: { headLength: number; keyLength: number; keyRank: number } | null;
}

/** LLAMA_MAX_LAYERS in llama.cpp; more layers end the process. */
export const maxLayers = 512;

/** Reads the shape of a model from the headers of its files: one, or all parts of a split model, the first first. */
export function readModelShape(headers: readonly GgufHeader[], sizeBytes: number): ModelShape {
  const metadata = headers[0]?.metadata ?? new Map<string, GgufValue>();
  const tensors = headers.flatMap((header) => header.tensors);
  const architecture = readText(metadata, 'general.architecture') ?? '';
  const read = (key: string) => readCount(metadata, `${architecture}.${key}`);
  const blocks = Math.min(maxLayers, read('block_count') ?? 0);
  const layers = Math.max(0, blocks - (read('nextn_predict_layers') ?? 0));
  const weights = readWeightShape(tensors, layers);
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight');
  const experts = readExperts(read, weights);
  const heads = read('attention.head_count') ?? 0;
  return {
    architecture,
    name: readText(metadata, 'general.name'),
    ...readQuantizationLevel(metadata, tensors),
    ...weights,
    ...readKvShape(metadata, architecture, layers),
    ...experts,
    layers,
    trainContextSize: read('context_length') ?? 0,
    embeddingLength: read('embedding_length') ?? 0,
    vocabularySize: embedding?.dimensions[1] ?? (typeof tokens === 'object' ? tokens.length : 0),
    sizeBytes,
    weightBytes: sumWeights(weights),
    headCount: heads,
    headLength: read('attention.key_length') ?? Math.floor((read('embedding_length') ?? 0) / Math.max(1, heads)),
    latent: readLatent(read),
  };
}

function readLatent(read: (key: string) => number | null): ModelShape['latent'] {
  const headLength = read('attention.key_length_mla') ?? 0;
  if (headLength === 0) return null;
  return { headLength, keyLength: read('attention.key_length') ?? 0, keyRank: read('attention.kv_lora_rank') ?? 0 };
}

type Experts = Pick<ModelShape, 'expertCount' | 'expertUsedCount' | 'sharedExpertCount' | 'activeParameters'>;

function readExperts(read: (key: string) => number | null, weights: WeightShape): Experts {
  const expertCount = read('expert_count') ?? 0;
  const { parameters, routedExpertParameters } = weights;
  if (expertCount === 0) {
    return { expertCount: null, expertUsedCount: null, sharedExpertCount: null, activeParameters: parameters };
  }
  const used = Math.min(read('expert_used_count') ?? 0, expertCount);
  const activeParameters = parameters - Math.round(routedExpertParameters * (1 - used / expertCount));
  const shared = read('expert_shared_count') ?? (weights.sharedExpertBytes > 0 ? 1 : 0);
  return { expertCount, expertUsedCount: used, sharedExpertCount: shared, activeParameters };
}

/**
 * Another level of the same model, of which only the size is known. Its matrices are taken to shrink or grow alike;
 * the header with its vocabulary, and so the rest of the file, stays as large.
 */
export function scaleShape(shape: ModelShape, sizeBytes: number, level: string | null): ModelShape {
  const fixedBytes = Math.max(0, shape.sizeBytes - shape.weightBytes - shape.unloadedBytes);
  const before = shape.weightBytes + shape.unloadedBytes;
  const ratio = before > 0 ? Math.max(0, sizeBytes - fixedBytes) / before : 0;
  const scale = (weights: WeightBytes): WeightBytes => ({
    denseBytes: Math.round(weights.denseBytes * ratio),
    sharedExpertBytes: Math.round(weights.sharedExpertBytes * ratio),
    routedExpertBytes: Math.round(weights.routedExpertBytes * ratio),
  });
  const weights = scale(shape);
  return {
    ...shape,
    ...weights,
    layerWeights: shape.layerWeights.map(scale),
    embeddingBytes: Math.round(shape.embeddingBytes * ratio),
    tiedOutputBytes: Math.round(shape.tiedOutputBytes * ratio),
    unloadedBytes: Math.round(shape.unloadedBytes * ratio),
    weightBytes: sumWeights(weights),
    sizeBytes,
    level,
    declaredLevel: level,
    dominantType: null,
  };
}

function sumWeights({ denseBytes, sharedExpertBytes, routedExpertBytes }: WeightBytes): number {
  return denseBytes + sharedExpertBytes + routedExpertBytes;
}
