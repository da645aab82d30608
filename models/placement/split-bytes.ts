import { countComputeBytes, type FetchedBytes } from '../gguf/compute-buffers.ts';
import { countKvBytes } from '../gguf/kv-shape.ts';
import type { ModelShape } from '../gguf/model-shape.ts';
import { type ContextDemand, countGpuBuffers } from './gpu-buffers.ts';

/** How the layers of a model are divided between GPU and CPU, in llama.cpp's terms. */
export interface LayerSplit {
  /** `n_gpu_layers`: the output layer first, then the layers from the last on. 0 is the CPU alone. */
  gpuLayers: number;
  /** `n_cpu_moe`: of so many layers, from the first on, the routed experts stay in system memory. */
  expertLayersOnCpu: number;
}

/** Bytes in both memories. */
export interface MemoryBytes {
  videoBytes: number;
  systemBytes: number;
}

/** All layers and the output. */
export function countAllLayers(shape: ModelShape): number {
  return shape.layers + 1;
}

/** Bytes that a model takes in both memories, split like this. */
export function countSplitBytes(shape: ModelShape, split: LayerSplit, context: ContextDemand): MemoryBytes {
  const { contextSize } = context;
  const bytes: MemoryBytes = { videoBytes: 0, systemBytes: shape.embeddingBytes };
  addTo(bytes, split.gpuLayers > 0, countOutputBytes(shape, split));
  const firstGpuLayer = findFirstGpuLayer(shape, split);
  shape.layerWeights.forEach((layer, index) => {
    const onGpu = index >= firstGpuLayer;
    addTo(bytes, onGpu, layer.denseBytes + layer.sharedExpertBytes + countStateBytes(shape, index, context));
    const expertsOnGpu = onGpu && index >= split.expertLayersOnCpu;
    addTo(bytes, expertsOnGpu, layer.routedExpertBytes);
  });
  if (split.gpuLayers === 0) {
    bytes.systemBytes += countComputeBytes(shape, contextSize, context);
    return bytes;
  }
  const fetched = countFetchedBytes(shape, split, firstGpuLayer);
  const buffers = countGpuBuffers(shape, { firstGpuLayer, fetched }, context);
  bytes.videoBytes += buffers.videoBytes;
  bytes.systemBytes += buffers.systemBytes;
  return bytes;
}

/** A layer's weights, and its experts, are mostly in three matrices. */
export function countFetchedBytes(
  { layerWeights }: ModelShape,
  { expertLayersOnCpu }: LayerSplit,
  firstGpuLayer: number,
): FetchedBytes {
  const inSystem = (count: number) => layerWeights.slice(0, count);
  const dense = inSystem(firstGpuLayer).map((layer) => layer.denseBytes);
  const experts = inSystem(Math.max(firstGpuLayer, expertLayersOnCpu)).map((layer) => layer.routedExpertBytes);
  return { denseBytes: Math.max(0, ...dense) / 3, expertBytes: Math.max(0, ...experts) / 3 };
}

/** Bytes of weights that one token makes both memories read: the time of decode is mostly this. */
export function countReadBytes(shape: ModelShape, split: LayerSplit): MemoryBytes {
  const bytes: MemoryBytes = { videoBytes: 0, systemBytes: 0 };
  const share = shape.expertCount ? (shape.expertUsedCount ?? 0) / shape.expertCount : 0;
  // Of the embeddings one row is looked up, but as an output layer they are read whole.
  addTo(bytes, split.gpuLayers > 0, sumOther(shape) + shape.tiedOutputBytes);
  const firstGpuLayer = findFirstGpuLayer(shape, split);
  shape.layerWeights.forEach((layer, index) => {
    const onGpu = index >= firstGpuLayer;
    addTo(bytes, onGpu, layer.denseBytes + layer.sharedExpertBytes);
    addTo(bytes, onGpu && index >= split.expertLayersOnCpu, layer.routedExpertBytes * share);
  });
  return { videoBytes: Math.round(bytes.videoBytes), systemBytes: Math.round(bytes.systemBytes) };
}

function addTo(bytes: MemoryBytes, video: boolean, added: number): void {
  if (video) bytes.videoBytes += added;
  else bytes.systemBytes += added;
}

function findFirstGpuLayer(shape: ModelShape, { gpuLayers }: LayerSplit): number {
  return Math.max(0, Math.min(shape.layers, countAllLayers(shape) - gpuLayers));
}

/** An output layer that shares the embeddings is there twice when it lies in the other memory. */
function countOutputBytes(shape: ModelShape, { gpuLayers }: LayerSplit): number {
  return sumOther(shape) + (gpuLayers > 0 ? shape.tiedOutputBytes : 0);
}

/** What belongs to no layer, but for the embeddings. */
function sumOther({ weightBytes, embeddingBytes, layerWeights }: ModelShape): number {
  return layerWeights.reduce(
    (rest, layer) => rest - layer.denseBytes - layer.sharedExpertBytes - layer.routedExpertBytes,
    weightBytes - embeddingBytes,
  );
}

/** KV cache of one layer, or its share of the recurrent state, for all chats. */
function countStateBytes(
  { kvLayers, recurrentBytes }: ModelShape,
  index: number,
  { contextSize, kvCacheType, chats = 1 }: ContextDemand,
): number {
  const layer = kvLayers[index];
  if (!layer) return 0;
  const kvBytes = countKvBytes({ kvLayers: [layer], recurrentBytes: 0 }, contextSize, kvCacheType);
  return chats * (kvBytes + recurrentBytes / kvLayers.length);
}
