import type { FitVerdict, MachineMemory } from '../gguf/fit.ts';
import { countRoom, type MemoryDemand } from '../gguf/memory-plan.ts';
import { countAllLayers, countSplitBytes, type LayerSplit, type MemoryBytes } from './split-bytes.ts';

/** One way to run a model that there is room for. */
export interface Placement extends LayerSplit, MemoryBytes {
  verdict: FitVerdict;
}

/** Counts that the user chose in place of the planner; and whether the runtime can keep experts apart at all. */
export interface PlacementLimits {
  gpuLayers?: number | undefined;
  expertLayersOnCpu?: number | undefined;
  /** False where the runtime moves layers only whole. */
  expertsApart?: boolean | undefined;
}

interface Range {
  from: number;
  to: number;
}

/** The ways to run a model that these limits leave, best first. Routed experts leave video memory before the rest. */
export function listVerdicts(
  { shape }: MemoryDemand,
  { video }: MachineMemory,
  limits: PlacementLimits = {},
): FitVerdict[] {
  if (!video) return ['cpu'];
  const verdicts: FitVerdict[] = ['gpu', 'expertsOnCpu', 'layersSplit', 'cpu'];
  return verdicts.filter((verdict) => findRanges(shape, verdict, limits) !== null);
}

/** Where the bytes would lie in this way, with as much on the GPU as fits, or null when there is no room for them. */
export function place(
  demand: MemoryDemand,
  machine: MachineMemory,
  verdict: FitVerdict,
  contextSize: number,
  limits: PlacementLimits = {},
): Placement | null {
  const ranges = findRanges(demand.shape, verdict, limits);
  if (!ranges) return null;
  const room = countRoom(machine);
  const count = (split: LayerSplit) => countBytes(demand, split, contextSize);
  const fitsVideo = (split: LayerSplit) => count(split).videoBytes <= room.videoBytes;
  const split = findSplit(ranges, fitsVideo);
  if (!split) return null;
  const bytes = count(split);
  const sharedBytes = Math.min(bytes.videoBytes, machine.video?.unifiedBytes ?? 0);
  return bytes.systemBytes + sharedBytes <= room.systemBytes ? { verdict, ...split, ...bytes } : null;
}

/** Bytes in both memories, as earlier loads corrected them. */
export function countBytes(demand: MemoryDemand, split: LayerSplit, contextSize: number): MemoryBytes {
  const { shape, correction } = demand;
  const { videoBytes, systemBytes } = countSplitBytes(shape, split, { ...demand, contextSize });
  const ratio = correction?.ratio ?? 1;
  return { videoBytes: Math.round(videoBytes * ratio), systemBytes: Math.round(systemBytes * ratio) };
}

/** The counts that a verdict may have, within the limits; null where they leave none. */
function findRanges(
  shape: MemoryDemand['shape'],
  verdict: FitVerdict,
  limits: PlacementLimits,
): { gpuLayers: Range; experts: Range } | null {
  const all = countAllLayers(shape);
  const { layers } = shape;
  const firstExperts = shape.layerWeights.findIndex((layer) => layer.routedExpertBytes > 0);
  const canPart = firstExperts >= 0 && limits.expertsApart !== false;
  const chosen = canPart && verdict !== 'cpu' ? limits.expertLayersOnCpu : undefined;
  const chosenExperts = chosen === undefined ? undefined : Math.min(chosen, layers);
  const isChosen = limits.gpuLayers !== undefined || chosen !== undefined;
  const none = { from: 0, to: 0 };
  const wanted: Record<FitVerdict, { gpuLayers: Range; experts: Range } | null> = {
    gpu: { gpuLayers: { from: all, to: all }, experts: canPart ? { from: 0, to: firstExperts } : none },
    expertsOnCpu: canPart
      ? { gpuLayers: { from: all, to: all }, experts: { from: firstExperts + 1, to: layers } }
      : null,
    // All experts leave before the first layer does, unless the user wants it otherwise.
    layersSplit: {
      // The output alone is not worth a GPU.
      gpuLayers: { from: isChosen ? 1 : Math.min(2, layers), to: layers },
      experts: canPart ? { from: isChosen ? 0 : layers, to: layers } : none,
    },
    cpu: { gpuLayers: none, experts: none },
    tooLarge: null,
  };
  const ranges = wanted[verdict];
  // As llama.cpp does, more layers than there are mean all of them.
  const chosenLayers = limits.gpuLayers === undefined ? undefined : Math.min(limits.gpuLayers, all);
  const gpuLayers = ranges && meet(ranges.gpuLayers, chosenLayers);
  const experts = ranges && meet(ranges.experts, chosenExperts);
  return gpuLayers && experts && { gpuLayers, experts };
}

function meet(range: Range, chosen: number | undefined): Range | null {
  if (chosen === undefined) return range;
  return chosen >= range.from && chosen <= range.to ? { from: chosen, to: chosen } : null;
}

/** The fewest experts on the CPU with all these layers on the GPU; if even all of them are too few, fewer layers. */
function findSplit(
  { gpuLayers, experts }: { gpuLayers: Range; experts: Range },
  fitsVideo: (split: LayerSplit) => boolean,
): LayerSplit | null {
  const withLayers = (count: number): LayerSplit => ({ gpuLayers: count, expertLayersOnCpu: experts.to });
  const withExperts = (count: number): LayerSplit => ({ gpuLayers: gpuLayers.to, expertLayersOnCpu: count });
  if (fitsVideo(withLayers(gpuLayers.to))) return withExperts(findFirst(experts, (n) => fitsVideo(withExperts(n))));
  if (!fitsVideo(withLayers(gpuLayers.from))) return null;
  // Counted from the most downwards, since more layers take more.
  const fewer = findFirst({ from: 0, to: gpuLayers.to - gpuLayers.from }, (n) =>
    fitsVideo(withLayers(gpuLayers.to - n)),
  );
  return withLayers(gpuLayers.to - fewer);
}

/** By halving: the first count that holds, where the last does and all after the first do. */
function findFirst({ from, to }: Range, holds: (count: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
