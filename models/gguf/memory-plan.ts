import { type ComputeOptions, countComputeBytes } from './compute-buffers.ts';
import type { KvCacheType, MachineMemory, MemoryNeed } from './fit.ts';
import { countKvBytes, countKvBytesPerToken } from './kv-shape.ts';
import type { ModelShape } from './model-shape.ts';

/** What earlier loads on a machine taught: actual ÷ predicted. */
export interface FitCorrection {
  ratio: number;
  loads: number;
}

/** How a model would be loaded. */
export interface MemoryDemand extends ComputeOptions {
  shape: ModelShape;
  kvCacheType: KvCacheType;
  correction: FitCorrection | null;
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
export function countNeededBytes(demand: MemoryDemand, contextSize: number): number {
  const { shape, kvCacheType, correction } = demand;
  const bytes =
    shape.weightBytes + countKvBytes(shape, contextSize, kvCacheType) + countComputeBytes(shape, contextSize, demand);
  return Math.round(bytes * (correction?.ratio ?? 1));
}

/** What a model takes, part by part. The range is that of the buffers, and of weights that were scaled. */
export function describeNeed(demand: MemoryDemand, contextSize: number, basis: 'header' | 'scaled'): MemoryNeed {
  const { shape, kvCacheType } = demand;
  const { denseBytes, sharedExpertBytes, routedExpertBytes } = shape;
  const computeBytes = countComputeBytes(shape, contextSize, demand);
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
