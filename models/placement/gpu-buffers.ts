import {
  type ComputeOptions,
  type ComputeSteps,
  countFeedBytes,
  countFeedForwardBytes,
  countSteps,
  type FetchedBytes,
} from '../gguf/compute-buffers.ts';
import type { KvCacheType } from '../gguf/fit.ts';
import { countKvBytes, type KvLayer } from '../gguf/kv-shape.ts';
import type { ModelShape } from '../gguf/model-shape.ts';

/** What a conversation takes beside the weights. */
export interface ContextDemand extends ComputeOptions {
  contextSize: number;
  kvCacheType: KvCacheType;
}

/** What a GPU does not hold: the layers before this one, and what it fetches of them. */
export interface Absent {
  firstGpuLayer: number;
  fetched: FetchedBytes;
}

interface Buffers {
  videoBytes: number;
  systemBytes: number;
}

/**
 * Bytes of the buffers that a model with layers on a GPU is calculated in. The GPU calculates batches of all layers
 * and fetches what it needs of those that it does not hold; what it cannot calculate is left to the CPU.
 */
export function countGpuBuffers(shape: ModelShape, absent: Absent, context: ContextDemand): Buffers {
  const attends = absent.firstGpuLayer < shape.layers || !leavesLatent(shape, context);
  const steps = countSteps(shape, context.contextSize, attends ? context : { ...context, largestTensorBytes: 0 });
  const row = steps.streamBytes / Math.max(1, shape.embeddingLength);
  return {
    videoBytes: Math.max(
      steps.outputBytes,
      countFeedForwardBytes(shape, row, absent.fetched) + steps.maskBytes,
      countOwnAttention(shape, absent, context, steps),
      countFetchedAttention(shape, absent, context, steps),
    ),
    systemBytes:
      countFeedBytes(shape, context.contextSize, context) +
      countStoredBytes(shape, absent, row, steps) +
      countCpuAttention(shape, absent, context, steps),
  };
}

function countOwnAttention(
  shape: ModelShape,
  { firstGpuLayer }: Absent,
  context: ContextDemand,
  steps: ComputeSteps,
): number {
  const count = shape.layers - firstGpuLayer;
  if (count === 0) return 0;
  if (count > 1 || !shape.latent || !leavesLatent(shape, context)) return steps.attentionBytes;
  // Where one layer alone attends here, nothing of others lies in between.
  const { scoreBytes, maskBytes, latentValueBytes, streamBytes } = steps;
  return scoreBytes + maskBytes + latentValueBytes + countLatentQuery(shape, steps) + 1.5 * streamBytes;
}

/** The GPU attends for a layer in system memory too: its cache is fetched whole. */
function countFetchedAttention(
  shape: ModelShape,
  { firstGpuLayer }: Absent,
  context: ContextDemand,
  steps: ComputeSteps,
): number {
  const { oversizeScoreBytes, scoreBytes, maskBytes, queryBytes, streamBytes } = steps;
  if (firstGpuLayer === 0 || leavesLatent(shape, context)) return 0;
  const layers = shape.kvLayers.slice(0, firstGpuLayer);
  const isOversize = ({ window }: KvLayer) => oversizeScoreBytes > 0 && window === null;
  const cache = findLargestCache(
    layers.filter((layer) => !isOversize(layer)),
    context,
  );
  if (shape.latent) return oversizeScoreBytes > 0 ? 0 : steps.attentionBytes + cache.bytes;
  // Scores with sinks, which are weights, go there for single tokens however large those of a batch are.
  const oversize = findLargestCache(layers.filter(isOversize), context);
  const singleBytes = shape.hasSinks && oversize.bytes > 0 ? oversize.bytes + streamBytes : 0;
  const gapBytes = firstGpuLayer > 1 ? cache.keyBytes * countGapShare(shape, steps) : 0;
  const cacheBytes = countTogether(shape, cache, scoreBytes) + gapBytes;
  return Math.max(singleBytes, scoreBytes + maskBytes + 2 * queryBytes + 2 * streamBytes + cacheBytes);
}

/**
 * The mask lies behind the keys that were fetched first, and the next ones may not fit before it. That depends on
 * small things: of some forty shapes, mostly these needed the room twice.
 */
function countGapShare({ normalizesQueries }: ModelShape, { scoreBytes, queryBytes, streamBytes }: ComputeSteps) {
  return (scoreBytes > 0 ? queryBytes > streamBytes : normalizesQueries) ? 0.75 : 0.25;
}

/** New keys and values of layers whose cache is in system memory, where the embeddings have left no room for them. */
function countStoredBytes(shape: ModelShape, { firstGpuLayer }: Absent, row: number, { streamBytes }: ComputeSteps) {
  if (shape.latent) return 0;
  const widths = shape.kvLayers.slice(0, firstGpuLayer).map(({ keyWidth, valueWidth }) => keyWidth + valueWidth);
  return Math.max(0, Math.max(0, ...widths) * row - streamBytes);
}

/** What the CPU attends with in place of the GPU. */
function countCpuAttention(
  shape: ModelShape,
  { firstGpuLayer }: Absent,
  context: ContextDemand,
  steps: ComputeSteps,
): number {
  const { oversizeScoreBytes, scoreBytes, streamBytes, latentValueBytes } = steps;
  if (shape.latent && firstGpuLayer > 0 && leavesLatent(shape, context)) {
    return Math.max(scoreBytes, oversizeScoreBytes) + latentValueBytes + countLatentQuery(shape, steps);
  }
  if (oversizeScoreBytes === 0) return 0;
  const cache = findLargestCache(shape.kvLayers.slice(firstGpuLayer), context);
  return oversizeScoreBytes + Math.max(0, countTogether(shape, cache, oversizeScoreBytes) - streamBytes);
}

/** Where sinks come in between, keys are let go before values are fetched. */
function countTogether({ hasSinks }: ModelShape, { keyBytes, bytes }: Cache, scoreBytes: number): number {
  return hasSinks && scoreBytes > 0 ? Math.max(keyBytes, bytes - keyBytes) : bytes;
}

function countLatentQuery({ latent, headCount, embeddingLength }: ModelShape, { streamBytes }: ComputeSteps): number {
  return (streamBytes / embeddingLength) * headCount * (latent?.keyLength ?? 0);
}

function leavesLatent({ latent }: ModelShape, { latentChatsOnCpu = false, chats = 1 }: ContextDemand): boolean {
  return latent !== null && latentChatsOnCpu && chats > 1;
}

interface Cache {
  keyBytes: number;
  bytes: number;
}

/** The cache of the layer that keeps most, of all chats. */
function findLargestCache(layers: readonly KvLayer[], { contextSize, kvCacheType, chats = 1 }: ContextDemand): Cache {
  const count = (layer: KvLayer) =>
    chats * countKvBytes({ kvLayers: [layer], recurrentBytes: 0 }, contextSize, kvCacheType);
  const caches = layers.map((layer) => ({ keyBytes: count({ ...layer, valueWidth: 0 }), bytes: count(layer) }));
  return caches.reduce((most, cache) => (cache.bytes > most.bytes ? cache : most), { keyBytes: 0, bytes: 0 });
}
