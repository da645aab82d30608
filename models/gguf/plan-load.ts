import { AppError } from '../app-error.ts';
import { estimateFit } from './estimate-fit.ts';
import type { MachineMemory } from './fit.ts';
import { formatBytes } from './format-bytes.ts';
import { type FitCorrection, runtimeBytes } from './memory-plan.ts';
import type { ModelShape } from './model-shape.ts';

/** What is to be loaded, and into what. */
export interface LoadDemand {
  fileName: string;
  shape: ModelShape;
  machine: MachineMemory;
  correction: FitCorrection | null;
}

/** The context to load with, and the bytes that weights, KV cache and buffers will take. */
export interface LoadPlan {
  contextSize: number;
  predictedBytes: number;
}

/**
 * Plans a load by the same arithmetic as the advice before it: what was asked for, or what fits, never more than the
 * model was trained with. Throws `modelTooLarge` when weights and context do not fit: the system would swap for
 * minutes, or kill the process.
 */
export function planLoad(demand: LoadDemand, wanted: number | 'auto'): LoadPlan {
  const { shape, machine, correction } = demand;
  const fit = estimateFit(shape, machine, { contextSize: wanted, basis: 'header', correction });
  if (fit.verdict === 'tooLarge') throw tooLarge(demand, fit.systemBytes, fit.need.contextSize, wanted);
  return { contextSize: fit.need.contextSize, predictedBytes: fit.videoBytes + fit.systemBytes };
}

function tooLarge(demand: LoadDemand, bytes: number, contextSize: number, wanted: number | 'auto'): AppError {
  const { fileName, shape, machine, correction } = demand;
  const auto = estimateFit(shape, machine, { contextSize: 'auto', basis: 'header', correction });
  const fitsWithoutContext = wanted !== 'auto' && auto.verdict !== 'tooLarge';
  const subject = fitsWithoutContext ? `${fileName} with a context of ${contextSize} tokens` : fileName;
  const advice = fitsWithoutContext
    ? 'Choose a smaller context in the settings.'
    : 'Close other programs, or choose a smaller model or quantization.';
  const neededBytes = bytes + runtimeBytes;
  const { freeBytes = 0, unifiedBytes = 0 } = machine.video ?? {};
  const availableBytes = machine.systemFreeBytes + Math.max(0, freeBytes - unifiedBytes);
  const message = `${subject} needs ${formatBytes(neededBytes)} of memory, and ${formatBytes(availableBytes)} are free. ${advice}`;
  return new AppError('modelTooLarge', message, { data: { neededBytes, availableBytes, contextSize } });
}
