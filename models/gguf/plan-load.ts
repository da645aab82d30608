import { AppError } from '../app-error.ts';
import { type PlacementOptions, planPlacement, type PlacementPlan } from '../placement/plan-placement.ts';
import type { MachineMemory } from './fit.ts';
import { formatBytes } from './format-bytes.ts';
import { type FitCorrection, runtimeBytes } from './memory-plan.ts';
import type { ModelShape } from './model-shape.ts';

/** What the planner is bound to, beside the memory that there is. */
export type LoadLimits = Omit<PlacementOptions, 'contextSize' | 'correction'>;

/** What is to be loaded, and into what. */
export interface LoadDemand {
  fileName: string;
  shape: ModelShape;
  machine: MachineMemory;
  correction: FitCorrection | null;
  /** What the user chose in place of the planner, and what the runtime can do. */
  limits?: LoadLimits;
}

/** How to load, and the bytes that weights, KV cache and buffers will take. */
export interface LoadPlan extends PlacementPlan {
  predictedBytes: number;
}

/**
 * Plans a load by the same arithmetic as the advice before it: what was asked for, or what fits, never more than the
 * model was trained with. Throws `modelTooLarge` when weights and context do not fit: the system would swap for
 * minutes, or kill the process.
 */
export function planLoad(demand: LoadDemand, wanted: number | 'auto'): LoadPlan {
  const { shape, machine, correction, limits } = demand;
  const plan = planPlacement(shape, machine, { contextSize: wanted, correction, ...limits });
  const predictedBytes = plan.videoBytes + plan.systemBytes;
  if (plan.verdict === 'tooLarge') throw tooLarge(demand, predictedBytes, plan.contextSize, wanted);
  return { ...plan, predictedBytes };
}

function tooLarge(demand: LoadDemand, bytes: number, contextSize: number, wanted: number | 'auto'): AppError {
  const { fileName, shape, machine, correction, limits } = demand;
  const auto = planPlacement(shape, machine, { contextSize: 'auto', correction, ...limits });
  const fitsWithoutContext = wanted !== 'auto' && auto.verdict !== 'tooLarge';
  const chosen = limits?.gpuLayers !== undefined || limits?.expertLayersOnCpu !== undefined;
  if (
    chosen &&
    planPlacement(shape, machine, { contextSize: wanted, correction, ...unplaced(limits) }).verdict !== 'tooLarge'
  ) {
    return choiceTooLarge(demand, bytes, contextSize);
  }
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

/** The same load with the planner free to place it. */
function unplaced(limits: LoadLimits = {}): LoadLimits {
  return { ...limits, gpuLayers: undefined, expertLayersOnCpu: undefined };
}

function choiceTooLarge({ fileName, machine }: LoadDemand, neededBytes: number, contextSize: number): AppError {
  const availableBytes = machine.video?.freeBytes ?? machine.systemFreeBytes;
  const message = `${fileName} does not fit with the layers that were chosen for it. Put fewer of them, or fewer experts, on the GPU, or leave that to the app.`;
  return new AppError('modelTooLarge', message, { data: { neededBytes, availableBytes, contextSize } });
}
