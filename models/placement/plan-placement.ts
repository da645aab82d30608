import type { ComputeOptions } from '../gguf/compute-buffers.ts';
import { chooseFlashAttention } from '../gguf/choose-flash-attention.ts';
import type { FitVerdict, KvCacheType, MachineMemory } from '../gguf/fit.ts';
import { type FitCorrection, type MemoryDemand } from '../gguf/memory-plan.ts';
import type { ModelShape } from '../gguf/model-shape.ts';
import { readDeviceLimits } from './device-limits.ts';
import { countBytes, listVerdicts, place, type Placement, type PlacementLimits } from './place.ts';
import { countAllLayers, countReadBytes, type LayerSplit, type MemoryBytes } from './split-bytes.ts';

export interface PlacementOptions extends PlacementLimits, ComputeOptions {
  contextSize: number | 'auto';
  /** Tokens that `auto` aims at; 8,192 when left out. */
  autoContextSize?: number | undefined;
  kvCacheType?: KvCacheType;
  correction: FitCorrection | null;
}

/** Where and how to load a model. */
export interface PlacementPlan extends LayerSplit, MemoryBytes {
  verdict: FitVerdict;
  contextSize: number;
  kvCacheType: KvCacheType;
  /** The longest context that fits with this verdict; 0 when nothing fits. */
  longestContext: number;
  /** Bytes that one token makes both memories read. */
  readPerToken: MemoryBytes;
}

/** KV cache and prefill time grow with the context; 8,192 tokens hold a long conversation. */
const usualContextSize = 8192;
/** Below it a conversation is cut short all the time: a slower place with more room is better. */
const usefulContextSize = 4096;
/** The shortest context that is loaded at all, when the size is left to the app. */
const minContextSize = 256;

/**
 * The best placement for a machine: the one nearest to the GPU where the model fits with the context asked for. With
 * `auto` that is one with room for a useful context, and then as much of 8,192 tokens, or of what its conversations need, as there is room for.
 */
export function planPlacement(shape: ModelShape, machine: MachineMemory, options: PlacementOptions): PlacementPlan {
  const {
    correction,
    kvCacheType = 'F16',
    batchSize,
    flashAttention = chooseFlashAttention(shape, machine.video === null || options.gpuLayers === 0),
    autoContextSize: goal = usualContextSize,
  } = options;
  // Without a GPU there is nothing to choose.
  const limits: PlacementLimits = machine.video ? options : {};
  const deviceLimits = readDeviceLimits(machine.video);
  const demand: MemoryDemand = { shape, kvCacheType, correction, batchSize, flashAttention, ...deviceLimits };
  const trained = Math.max(1, shape.trainContextSize);
  const wanted = Math.min(trained, options.contextSize === 'auto' ? goal : options.contextSize);
  const smallest = options.contextSize === 'auto' ? Math.min(minContextSize, trained) : wanted;
  const useful = options.contextSize === 'auto' ? Math.min(usefulContextSize, trained) : wanted;
  const verdicts = listVerdicts(demand, machine, limits);
  const fits = (verdict: FitVerdict, tokens: number) => place(demand, machine, verdict, tokens, limits);
  // The last resort may be short of room: the CPU, or what the user insists on.
  const verdict = verdicts.find((one) => fits(one, one === verdicts.at(-1) ? smallest : useful));
  if (!verdict) return planTooLarge(demand, machine, smallest, limits);
  const longestContext = findLongestContext((tokens) => fits(verdict, tokens) !== null, trained);
  const contextSize = Math.max(smallest, Math.min(wanted, longestContext));
  return describe(demand, fits(verdict, contextSize)!, contextSize, longestContext);
}

function describe(
  { shape, kvCacheType }: MemoryDemand,
  placement: Placement,
  contextSize: number,
  longestContext: number,
): PlacementPlan {
  const readPerToken = countReadBytes(shape, placement);
  return { ...placement, contextSize, kvCacheType, longestContext, readPerToken };
}

/** Nothing fits: what the user's choice would take, or the whole model in system memory. */
function planTooLarge(
  demand: MemoryDemand,
  machine: MachineMemory,
  contextSize: number,
  limits: PlacementLimits,
): PlacementPlan {
  const { shape, kvCacheType } = demand;
  const gpuLayers = machine.video ? Math.min(limits.gpuLayers ?? 0, countAllLayers(shape)) : 0;
  const split = { gpuLayers, expertLayersOnCpu: Math.min(limits.expertLayersOnCpu ?? 0, shape.layers) };
  const bytes = countBytes(demand, split, contextSize);
  const readPerToken = countReadBytes(shape, split);
  return { verdict: 'tooLarge', ...split, ...bytes, contextSize, kvCacheType, longestContext: 0, readPerToken };
}

/** By halving: a longer context never takes less. Whole steps of 256 tokens, or all that the model was trained with. */
function findLongestContext(fits: (tokens: number) => boolean, trained: number): number {
  if (fits(trained)) return trained;
  let low = 0;
  let high = Math.floor(trained / 256);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle * 256)) low = middle;
    else high = middle - 1;
  }
  return low * 256;
}
