import { AppError } from '../../../../models/app-error.ts';
import { chooseFlashAttention } from '../../../../models/gguf/choose-flash-attention.ts';
import type { KvCacheType, MachineMemory } from '../../../../models/gguf/fit.ts';
import { batchTokens } from '../../../../models/gguf/kv-shape.ts';
import type { ModelShape } from '../../../../models/gguf/model-shape.ts';
import { planExperts } from '../../../../models/gguf/plan-experts.ts';
import { type LoadDemand, type LoadPlan, planLoad } from '../../../../models/gguf/plan-load.ts';
import { isSoftwareDevice } from '../../../../models/placement/device-limits.ts';
import type { LoadOptions } from '../../../host/engine/engine-protocol.ts';
import type { InspectedModel } from '../../inspect-model-file.ts';
import type { LlamaInstance } from '../llama-instance.ts';
import { readFreeMemory } from '../llama-memory.ts';

/** How a model is to be loaded, down to what llama.cpp is told. */
export interface PlannedLoad {
  plan: LoadPlan;
  /** What the plan was made for. */
  demand: LoadDemand;
  machine: MachineMemory;
  /** The model's own, with as many experts per token as were asked for. */
  shape: ModelShape;
  /** What the context may grow to with a conversation. */
  longestContextSize: number;
  batchSize: number;
  /** `auto` leaves it to llama.cpp. */
  flashAttention: boolean | 'auto';
  /** What was asked for and cannot be had, one sentence each. */
  remarks: string[];
}

/** How much of the memory that was counted on is counted on again after a load that failed. */
const shrinkPerAttempt = 0.85;

/**
 * Plans a load by what the user chose and what is free. `attempt` counts the loads that llama.cpp has refused for want
 * of memory: each time the planner gets less to divide, and the user's own counts of layers no longer bind it.
 */
export async function planLoading(
  instance: LlamaInstance,
  { fileName, shape: ownShape }: InspectedModel,
  options: LoadOptions,
  attempt: number,
): Promise<PlannedLoad> {
  const machine = shrinkVideo(await readFreeMemory(instance), attempt);
  const shape = chooseExperts(fileName, ownShape, options.expertsPerToken);
  const remarks: string[] = [];
  const { kvCacheType, flashAttention } = chooseAttention(shape, machine, options, remarks);
  const { gpuLayers, expertLayersOnCpu } = choosePlaces(instance, machine, options, attempt, remarks);
  const limits = {
    autoContextSize: options.autoContextSize,
    gpuLayers,
    expertLayersOnCpu: options.expertsTuned ? undefined : expertLayersOnCpu,
    expertsApart: instance.expertsApart,
    kvCacheType,
    batchSize: options.batchSize ?? undefined,
    flashAttention: flashAttention === 'auto' ? undefined : flashAttention,
  };
  const correction = options.memoryCorrection ?? null;
  const demand: LoadDemand = { fileName, shape, machine, correction, limits };
  const best = planLoad(demand, options.contextSize);
  const isTuned = options.expertsTuned && expertLayersOnCpu !== undefined;
  // Where less memory is free than at the tune, the planner has the last word.
  const plan = (isTuned && planExperts(demand, best, expertLayersOnCpu)) || best;
  const batchSize = Math.min(options.batchSize ?? batchTokens, plan.contextSize);
  const longestContextSize = options.contextSize === 'auto' ? plan.longestContext : plan.contextSize;
  return { plan, demand, machine, shape, longestContextSize, batchSize, flashAttention, remarks };
}

function shrinkVideo(machine: MachineMemory, attempt: number): MachineMemory {
  if (!machine.video || attempt === 0) return machine;
  return { ...machine, video: { ...machine.video, freeBytes: machine.video.freeBytes * shrinkPerAttempt ** attempt } };
}

/** More experts than there are, or none, would end the process. */
function chooseExperts(fileName: string, shape: ModelShape, expertsPerToken: number | null): ModelShape {
  if (expertsPerToken === null) return shape;
  if (shape.expertCount === null) {
    throw new AppError('badInput', `${fileName} is no Mixture of Experts, so it has no experts to choose from.`);
  }
  if (expertsPerToken < 1 || expertsPerToken > shape.expertCount) {
    const message = `${fileName} has ${shape.expertCount} experts. Choose between 1 and ${shape.expertCount} for each token.`;
    throw new AppError('badInput', message, { data: { expertCount: shape.expertCount } });
  }
  return { ...shape, expertUsedCount: expertsPerToken };
}

/** Quantized values need flash attention; both have models and devices that they do not work with. */
function chooseAttention(
  shape: ModelShape,
  { video }: MachineMemory,
  { kvCacheType: wantedType, flashAttention: wanted, gpuLayers }: LoadOptions,
  remarks: string[],
): { kvCacheType: KvCacheType; flashAttention: boolean | 'auto' } {
  const isSoftware = video !== null && gpuLayers !== 0 && isSoftwareDevice(video);
  const possible = shape.latent === null && !isSoftware;
  if (wanted === true && !possible)
    remarks.push('Flash attention does not work with this model or device, and is off.');
  const usual = chooseFlashAttention(shape, video === null || gpuLayers === 0) ?? 'auto';
  const flashAttention = possible ? (wanted ?? usual) : false;
  if (wantedType === null || wantedType === 'F16') return { kvCacheType: 'F16', flashAttention };
  if (wanted === false) {
    const message = `A KV cache of ${wantedType} needs flash attention. Switch that on, or choose F16.`;
    throw new AppError('badInput', message);
  }
  if (!possible || shape.headLength % 32 !== 0) {
    remarks.push(`A KV cache of ${wantedType} does not work with this model or device, so it is F16.`);
    return { kvCacheType: 'F16', flashAttention };
  }
  return { kvCacheType: wantedType, flashAttention: true };
}

function choosePlaces(
  { expertsApart }: LlamaInstance,
  { video }: MachineMemory,
  { gpuLayers, expertLayersOnCpu }: LoadOptions,
  attempt: number,
  remarks: string[],
): { gpuLayers: number | undefined; expertLayersOnCpu: number | undefined } {
  if (attempt > 0) return { gpuLayers: undefined, expertLayersOnCpu: undefined };
  if (!video && (gpuLayers ?? 0) > 0) remarks.push('No GPU is in use, so no layers can be put on one.');
  if (video && !expertsApart && (expertLayersOnCpu ?? 0) > 0) {
    remarks.push('This build cannot keep experts on the CPU while their layer is on the GPU.');
  }
  return { gpuLayers: gpuLayers ?? undefined, expertLayersOnCpu: expertLayersOnCpu ?? undefined };
}
