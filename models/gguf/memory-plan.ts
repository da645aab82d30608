import { countComputeBytes } from './compute-buffers.ts';
import type { FitVerdict, KvCacheType, MachineMemory, MemoryNeed } from './fit.ts';
import { countKvBytes, countKvBytesPerToken } from './kv-shape.ts';
import type { ModelShape } from './model-shape.ts';

/** What earlier loads on a machine taught: actual ÷ predicted. */
export interface FitCorrection {
  ratio: number;
  loads: number;
}

/** How a model would be loaded. */
export interface MemoryDemand {
  shape: ModelShape;
  kvCacheType: KvCacheType;
  correction: FitCorrection | null;
}

/** Bytes in both memories, for one way to run a model. */
export interface Placement {
  verdict: FitVerdict;
  videoBytes: number;
  systemBytes: number;
}

/** The runtime itself and what it reads on the side, besides weights, KV cache and the buffers it reports. */
export const runtimeBytes = 128 * 1024 * 1024;

/** Video memory to leave alone, for the desktop and the driver: as much as node-llama-cpp leaves. */
function countVideoReserve(totalBytes: number): number {
  return Math.min(0.08 * totalBytes, 1.6 * 1024 ** 3);
}

/** Bytes that a model may take. The engine's own check before a load counts with the same ones. */
export function countRoom({ systemFreeBytes, video }: MachineMemory): { systemBytes: number; videoBytes: number } {
  return {
    systemBytes: Math.max(0, systemFreeBytes - runtimeBytes),
    videoBytes: video ? Math.max(0, video.freeBytes - countVideoReserve(video.totalBytes)) : 0,
  };
}

/** Bytes that a model takes with a context of so many tokens, in the middle of their range. */
export function countNeededBytes({ shape, kvCacheType, correction }: MemoryDemand, contextSize: number): number {
  const bytes =
    shape.weightBytes + countKvBytes(shape, contextSize, kvCacheType) + countComputeBytes(shape, contextSize);
  return Math.round(bytes * (correction?.ratio ?? 1));
}

/** What a model takes, part by part. The range is that of the buffers, and of weights that were scaled. */
export function describeNeed(demand: MemoryDemand, contextSize: number, basis: 'header' | 'scaled'): MemoryNeed {
  const { shape, kvCacheType } = demand;
  const { denseBytes, sharedExpertBytes, routedExpertBytes } = shape;
  const computeBytes = countComputeBytes(shape, contextSize);
  const middle = countNeededBytes(demand, contextSize);
  const doubtBytes = 0.2 * computeBytes + (basis === 'scaled' ? 0.03 : 0.005) * shape.weightBytes;
  return {
    denseBytes,
    sharedExpertBytes,
    routedExpertBytes,
    contextSize,
    kvCacheType,
    kvBytesPerToken: countKvBytesPerToken(shape, kvCacheType),
    kvBytes: countKvBytes(shape, contextSize, kvCacheType),
    computeBytes,
    totalBytes: { low: Math.round(middle - doubtBytes), high: Math.round(middle + doubtBytes) },
  };
}

/** The ways to run a model, best first. Routed experts leave video memory before anything else does. */
export function listVerdicts({ shape }: MemoryDemand, { video }: MachineMemory): FitVerdict[] {
  if (!video) return ['cpu'];
  return ['gpu', shape.routedExpertBytes > 0 ? 'expertsOnCpu' : 'layersSplit', 'cpu'];
}

/** Where the bytes would lie in this way, or null when there is no room for them. */
export function place(
  demand: MemoryDemand,
  machine: MachineMemory,
  verdict: FitVerdict,
  contextSize: number,
): Placement | null {
  const room = countRoom(machine);
  const ratio = demand.correction?.ratio ?? 1;
  const { shape, kvCacheType } = demand;
  const kvBytes = countKvBytes(shape, contextSize, kvCacheType);
  const computeBytes = countComputeBytes(shape, contextSize);
  const totalBytes = shape.weightBytes + kvBytes + computeBytes;
  let videoBytes = 0;
  let systemBytes = totalBytes;
  if (verdict !== 'cpu') {
    const split = splitBytes(shape, verdict, room.videoBytes / ratio, kvBytes, computeBytes);
    if (!split) return null;
    ({ videoBytes, systemBytes } = split);
  }
  const placement = {
    verdict,
    videoBytes: Math.round(videoBytes * ratio),
    systemBytes: Math.round(systemBytes * ratio),
  };
  const sharedBytes = Math.min(placement.videoBytes, machine.video?.unifiedBytes ?? 0);
  const fits = placement.videoBytes <= room.videoBytes && placement.systemBytes + sharedBytes <= room.systemBytes;
  return fits ? placement : null;
}

type Split = Pick<Placement, 'videoBytes' | 'systemBytes'>;

/** With a GPU. Embeddings are looked up on the CPU, so that an output layer that shares them is there twice. */
function splitBytes(
  shape: ModelShape,
  verdict: FitVerdict,
  roomBytes: number,
  kvBytes: number,
  computeBytes: number,
): Split | null {
  const { embeddingBytes, tiedOutputBytes, routedExpertBytes, weightBytes } = shape;
  const allBytes = weightBytes - embeddingBytes + tiedOutputBytes + kvBytes + computeBytes;
  if (verdict === 'gpu') return { videoBytes: allBytes, systemBytes: embeddingBytes };
  // What stays on the CPU is calculated there, too.
  if (verdict === 'expertsOnCpu') {
    const leastBytes = allBytes - routedExpertBytes;
    const experts = shape.layerWeights.map((layer) => layer.routedExpertBytes).filter((bytes) => bytes > 0);
    const onVideo = takeWhole(experts, roomBytes - leastBytes);
    return {
      videoBytes: leastBytes + onVideo,
      systemBytes: embeddingBytes + routedExpertBytes - onVideo + computeBytes,
    };
  }
  const layers = shape.layerWeights.map((layer, index) => sumLayer(layer) + kvBytes * shareOfLayer(shape, index));
  const layerBytes = layers.reduce((sum, bytes) => sum + bytes, 0);
  const onVideo = takeWhole(layers, roomBytes - computeBytes);
  if (onVideo === 0) return null;
  return {
    videoBytes: onVideo + computeBytes,
    systemBytes: weightBytes + kvBytes - layerBytes + (layerBytes - onVideo) + computeBytes,
  };
}

function sumLayer(layer: ModelShape['layerWeights'][number]): number {
  return layer.denseBytes + layer.sharedExpertBytes + layer.routedExpertBytes;
}

function shareOfLayer({ kvLayers }: ModelShape, index: number): number {
  const width = ({ keyWidth, valueWidth }: ModelShape['kvLayers'][number]) => keyWidth + valueWidth;
  const whole = kvLayers.reduce((sum, layer) => sum + width(layer), 0);
  const own = kvLayers[index];
  return own && whole > 0 ? width(own) / whole : 0;
}

/** Bytes of the last parts that fit whole. Layers go into video memory from the end on, as in llama.cpp. */
function takeWhole(parts: readonly number[], roomBytes: number): number {
  let taken = 0;
  for (const bytes of parts.toReversed()) {
    if (taken + bytes > roomBytes) break;
    taken += bytes;
  }
  return taken;
}
