import { batchTokens } from './kv-shape.ts';
import type { ModelShape } from './model-shape.ts';

/** How a context is made, where it is not by default. */
export interface ComputeOptions {
  batchSize?: number | undefined;
  flashAttention?: boolean | undefined;
  /** The largest matrix that a GPU fetches from system memory to read a batch with. */
  fetchedBytes?: number | undefined;
}

const bytesOfF32 = 4;
const bytesOfF16 = 2;

/**
 * Bytes of the buffers that llama.cpp calculates in, for a batch of so many tokens. Its allocator gives every tensor of
 * the graph a place for as long as it is needed, so that the widest step decides; the steps' widths below are those of
 * its graphs, checked against what it reports for models of every architecture that the tests build.
 */
export function countComputeBytes(
  shape: ModelShape,
  contextSize: number,
  { batchSize = batchTokens, flashAttention = usesFlashAttention(shape), fetchedBytes = 0 }: ComputeOptions = {},
): number {
  const tokens = Math.min(batchSize, Math.max(1, contextSize));
  const row = tokens * bytesOfF32;
  const stream = shape.embeddingLength * row;
  const logits = shape.vocabularySize * row;
  const used = shape.expertUsedCount ?? 0;
  const mask = countMaskCells(shape, contextSize) * tokens * (flashAttention ? bytesOfF16 : bytesOfF32);
  const shared = shape.sharedExpertBytes > 0;
  const output = logits + (shared ? Math.min(used, 8) / 2 + 4 : 3) * stream + mask / 2;
  const dense = shape.feedForwardLength > 0 ? countDenseBytes(shape.feedForwardLength * row, stream) + mask : 0;
  const mixed = (shared && used > 1 ? used + 2 : used) * stream;
  const routed = used > 0 ? Math.max(3 * used * shape.expertFeedForwardLength * row, mixed) + 4 * stream + mask : 0;
  const feedForward = Math.max(dense, routed) + fetchedBytes;
  return Math.max(
    output,
    feedForward,
    countAttentionBytes(shape, contextSize, row, flashAttention) + 3 * stream + mask,
  );
}

/** Bytes of system memory that a model on a GPU is fed from: the mask, and a batch of embeddings at each change. */
export function countFeedBytes(
  shape: ModelShape,
  contextSize: number,
  { batchSize = batchTokens }: ComputeOptions = {},
): number {
  const row = Math.min(batchSize, Math.max(1, contextSize)) * bytesOfF32;
  return countMaskCells(shape, contextSize) * row + 4 * shape.embeddingLength * row;
}

/**
 * Whether llama.cpp attends without keeping all scores of a batch. node-llama-cpp leaves flash attention off for keys
 * and values of different lengths, as latent attention has.
 */
export function usesFlashAttention({ architecture, latent }: ModelShape): boolean {
  return latent === null && architecture !== 'gemma2' && architecture !== 'grok';
}

function countAttentionBytes(shape: ModelShape, contextSize: number, row: number, flashAttention: boolean): number {
  const { latent, headCount, headLength, normalizesQueries } = shape;
  const scores = flashAttention ? 0 : countCells(contextSize) * headCount * row;
  if (!latent) return scores + (normalizesQueries ? 4 : 2) * headCount * headLength * row;
  // The allocator finds room for the query in what the projection leaves behind, where that is not the narrower one.
  const query = latent.keyRank > latent.headLength ? 2 * latent.headLength : 0;
  return scores + headCount * row * (query + latent.keyLength + latent.keyRank);
}

/** A narrow feed-forward finds room in what the attention before it leaves behind. */
function countDenseBytes(wide: number, stream: number): number {
  if (wide <= stream) return 2 * wide + 3 * stream;
  return Math.min(4 * wide + stream, 3 * wide + 4 * stream);
}

function countMaskCells({ kvLayers }: ModelShape, contextSize: number): number {
  const seesAll = kvLayers.some(({ window }) => window === null);
  const widest = Math.max(0, ...kvLayers.map(({ window }) => window ?? 0));
  return countCells(seesAll ? contextSize : Math.min(contextSize, widest + batchTokens));
}

function countCells(contextSize: number): number {
  return Math.ceil(contextSize / 256) * 256;
}
