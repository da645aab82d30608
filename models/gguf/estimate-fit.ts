import type { Fit, FitVerdict, KvCacheType, MachineMemory } from './fit.ts';
import { type FitCorrection, describeNeed, listVerdicts, type MemoryDemand, place } from './memory-plan.ts';
import type { ModelShape } from './model-shape.ts';

export interface FitOptions {
  contextSize: number | 'auto';
  kvCacheType?: KvCacheType;
  basis: Fit['basis'];
  correction: FitCorrection | null;
}

/** KV cache and prefill time grow with the context; 8,192 tokens hold a long conversation. */
const autoContextSize = 8192;
/** Below it a conversation is cut short all the time: a slower place with more room is better. */
const usefulContextSize = 4096;
/** The shortest context that is loaded at all, when the size is left to the app. */
const minContextSize = 256;

/**
 * Whether and how a model fits a machine: the best place where it fits with the context asked for. With `auto` that is
 * one with room for a useful context, and then as much of 8,192 tokens as there is room for.
 */
export function estimateFit(shape: ModelShape, machine: MachineMemory, options: FitOptions): Fit {
  const { basis, correction, kvCacheType = 'F16' } = options;
  const demand: MemoryDemand = { shape, kvCacheType, correction };
  const trained = Math.max(1, shape.trainContextSize);
  const wanted = Math.min(trained, options.contextSize === 'auto' ? autoContextSize : options.contextSize);
  const smallest = options.contextSize === 'auto' ? Math.min(minContextSize, trained) : wanted;
  const useful = options.contextSize === 'auto' ? Math.min(usefulContextSize, trained) : wanted;
  const verdicts = listVerdicts(demand, machine);
  const verdict = verdicts.find((one) => place(demand, machine, one, one === 'cpu' ? smallest : useful));
  if (!verdict) {
    const need = describeNeed(demand, smallest, basis);
    const systemBytes = Math.round((need.totalBytes.low + need.totalBytes.high) / 2);
    return { verdict: 'tooLarge', need, machine, videoBytes: 0, systemBytes, longestContext: 0, basis, correction };
  }
  const longestContext = findLongestContext(demand, machine, verdict, trained);
  const contextSize = Math.max(smallest, Math.min(wanted, longestContext));
  const placed = place(demand, machine, verdict, contextSize);
  const { videoBytes = 0, systemBytes = 0 } = placed ?? {};
  const need = describeNeed(demand, contextSize, basis);
  return { verdict, need, machine, videoBytes, systemBytes, longestContext, basis, correction };
}

/** By halving: a longer context never takes less. Whole steps of 256 tokens, or all that the model was trained with. */
function findLongestContext(
  demand: MemoryDemand,
  machine: MachineMemory,
  verdict: FitVerdict,
  trained: number,
): number {
  const fits = (tokens: number) => place(demand, machine, verdict, tokens) !== null;
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
