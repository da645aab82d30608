import { planPlacement } from '../placement/plan-placement.ts';
import type { Fit, KvCacheType, MachineMemory } from './fit.ts';
import { describeNeed, type FitCorrection } from './memory-plan.ts';
import type { ModelShape } from './model-shape.ts';

export interface FitOptions {
  contextSize: number | 'auto';
  kvCacheType?: KvCacheType;
  basis: Fit['basis'];
  correction: FitCorrection | null;
  /** False where the runtime moves layers only whole. */
  expertsApart?: boolean;
}

/** Whether and how a model fits a machine, in the planner's words. */
export function estimateFit(shape: ModelShape, machine: MachineMemory, options: FitOptions): Fit {
  const { basis, correction } = options;
  const plan = planPlacement(shape, machine, options);
  const { verdict, contextSize, kvCacheType, longestContext, videoBytes } = plan;
  const need = describeNeed({ shape, kvCacheType, correction }, contextSize, basis);
  const { low, high } = need.totalBytes;
  const systemBytes = verdict === 'tooLarge' ? Math.round((low + high) / 2) : plan.systemBytes;
  return { verdict, need, machine, videoBytes, systemBytes, longestContext, basis, correction };
}
