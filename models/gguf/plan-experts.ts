import { planPlacement } from '../placement/plan-placement.ts';
import type { ModelShape } from './model-shape.ts';
import type { LoadDemand, LoadPlan } from './plan-load.ts';

/** A model with this many layers is tried in so many steps. */
const steps = 8;

/**
 * The planned load with another number of layers whose experts stay on the CPU; null where that does not fit, or would
 * cost layers on the GPU or room for the context.
 */
export function planExperts(demand: LoadDemand, planned: LoadPlan, expertLayersOnCpu: number): LoadPlan | null {
  const { shape, machine, correction, limits } = demand;
  if (planned.gpuLayers === 0) return null;
  const { contextSize } = planned;
  const plan = planPlacement(shape, machine, { ...limits, correction, contextSize, expertLayersOnCpu });
  const holds = plan.verdict !== 'tooLarge' && plan.contextSize >= contextSize && plan.gpuLayers >= planned.gpuLayers;
  if (!holds || plan.expertLayersOnCpu !== expertLayersOnCpu) return null;
  return { ...plan, predictedBytes: plan.videoBytes + plan.systemBytes };
}

/** Other counts that may be faster than the planned one: a step to either side, none and all. */
export function listExpertCounts(shape: ModelShape, planned: number): number[] {
  const first = shape.layerWeights.findIndex((layer) => layer.routedExpertBytes > 0);
  if (first < 0) return [];
  // Layers before the first with experts have none to move.
  const settle = (count: number) => (count <= first ? 0 : Math.min(shape.layers, count));
  const start = settle(planned);
  const step = Math.max(1, Math.round((shape.layers - first) / steps));
  const counts = [start > 0 ? start - step : 0, 0, Math.max(first, start) + step, shape.layers].map(settle);
  return [...new Set(counts)].filter((count) => count !== start);
}
