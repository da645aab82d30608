import { AppError } from '../app-error.ts';
import { formatBytes } from './format-bytes.ts';
import { countKvBytes, countKvBytesPerToken } from './kv-shape.ts';
import type { ModelShape } from './model-shape.ts';

/** What has to fit, and into what. */
export interface MemoryDemand {
  fileName: string;
  shape: ModelShape;
  batchSize: number;
  /** System memory and, with a GPU, video memory that may still be taken. */
  availableBytes: number;
}

/** Runtime, graph and scratch buffers besides weights and KV cache. */
const baseBytes = 128 * 1024 * 1024;
/** KV cache and prefill time grow with the context; 8,192 tokens hold a long conversation in about 1 GB at most sizes. */
const autoContextSize = 8192;
const minContextSize = 256;

/**
 * The context size to load with: what was asked for, or what fits, never more than the model was trained with. Throws
 * `modelTooLarge` when weights and context do not fit: the system would swap for minutes, or kill the process.
 */
export function planContextSize(demand: MemoryDemand, wanted: number | 'auto'): number {
  const { shape, availableBytes } = demand;
  const trained = shape.trainContextSize;
  const target = Math.min(wanted === 'auto' ? autoContextSize : wanted, trained);
  const smallest = wanted === 'auto' ? Math.min(minContextSize, trained) : target;
  const neededBytes = countNeededBytes(demand, smallest);
  if (neededBytes > availableBytes) throw tooLarge(demand, neededBytes, smallest, wanted !== 'auto');
  const kvBytesPerToken = countKvBytesPerToken(shape, 'F16');
  if (kvBytesPerToken === 0) return target;
  const roomBytes = availableBytes - countNeededBytes(demand, 0);
  return Math.max(smallest, Math.min(target, Math.floor(roomBytes / kvBytesPerToken / 256) * 256));
}

function countNeededBytes(demand: MemoryDemand, contextSize: number): number {
  const bytesOfF32 = 4;
  const logitsBytes = demand.batchSize * demand.shape.vocabularySize * bytesOfF32;
  return demand.shape.sizeBytes + baseBytes + logitsBytes + countKvBytes(demand.shape, contextSize, 'F16');
}

function tooLarge(demand: MemoryDemand, neededBytes: number, contextSize: number, contextAsked: boolean): AppError {
  const { fileName, availableBytes } = demand;
  const fitsWithoutContext = contextAsked && countNeededBytes(demand, minContextSize) <= availableBytes;
  const subject = fitsWithoutContext ? `${fileName} with a context of ${contextSize} tokens` : fileName;
  const advice = fitsWithoutContext
    ? 'Choose a smaller context in the settings.'
    : 'Close other programs, or choose a smaller model or quantization.';
  const message = `${subject} needs ${formatBytes(neededBytes)} of memory, and ${formatBytes(availableBytes)} are free. ${advice}`;
  return new AppError('modelTooLarge', message, { data: { neededBytes, availableBytes, contextSize } });
}
