import { availableParallelism } from 'node:os';
import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import type { LoadedModel } from '../../../contract/models-state.ts';
import type { LoadOptions } from '../../../host/engine/engine-protocol.ts';
import type { InspectedModel } from '../../inspect-model-file.ts';
import type { ChatContext } from '../chats/chat-context.ts';
import { explainLoadFailure } from './explain-load-failure.ts';
import { prefersHugePages } from './huge-pages.ts';
import type { LlamaInstance } from '../llama-instance.ts';
import { describeRuntime } from '../describe-runtime.ts';
import { automaticThreads } from '../threads/automatic-threads.ts';
import { LoadMeter, readVideoMemory } from '../llama-memory.ts';
import { listThreadCandidates, measureThreads, settleThreads } from '../threads/measure-threads.ts';
import { PrefillThreads } from '../threads/prefill-threads.ts';
import { loadPlaced, noDevice } from './placement.ts';
import { type PlannedLoad, planLoading } from './plan-loading.ts';
import { ThreadKeeper } from '../threads/thread-keeper.ts';
import { openChats } from './open-chats.ts';
import { resolveTemplate } from './resolve-template.ts';
import { planSpeculation, type SpeculationPlan } from '../speculation/speculation-plan.ts';

/** A model in memory with its context, ready to chat. */
export interface LoadedLlamaModel {
  model: LlamaModel;
  chat: ChatContext;
  threads: ThreadKeeper;
  options: LoadOptions;
  planned: PlannedLoad;
  info: Omit<LoadedModel, 'loadMs'>;
}

/** Below this size all weights are checked for values that are not numbers; above it only reading them takes long. */
const checkedSizeBytes = 256 * 1024 * 1024;

/** Attempts on the GPU, each with less of it, before the CPU is taken. */
const maxGpuAttempts = 4;

/** The GPU gave no memory for what the planner had found room for, however little of the model that was. */
export class GpuTooSmall extends Error {
  readonly failure: AppError;

  constructor(failure: AppError) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Loads an inspected model as the planner says and makes its context. Where the GPU turns out to have less memory than
 * it told, less of the model goes there. Throws AppErrors or `GpuTooSmall`, and leaves nothing behind then.
 */
export async function loadModel(
  instance: LlamaInstance,
  inspected: InspectedModel,
  options: LoadOptions,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<LoadedLlamaModel> {
  for (let attempt = 0; ; attempt++) {
    const planned = await planLoading(instance, inspected, options, attempt);
    // What does not fit is refused before its weights are looked at.
    if (attempt === 0) await inspected.requireWeights();
    if (attempt > 0) planned.remarks.push('The GPU had less free memory than it told, so it holds less of the model.');
    try {
      const { shape } = planned;
      return await loadAsPlanned(instance, { ...inspected, shape }, options, planned, onProgress, signal);
    } catch (error) {
      const isTooLarge = error instanceof AppError && error.code === 'modelTooLarge';
      if (!isTooLarge || instance.llama.gpu === false || signal.aborted) throw error;
      if (planned.plan.gpuLayers === 0 || attempt + 1 >= maxGpuAttempts) throw new GpuTooSmall(error);
    }
  }
}

async function loadAsPlanned(
  instance: LlamaInstance,
  inspected: InspectedModel,
  wanted: LoadOptions,
  planned: PlannedLoad,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<LoadedLlamaModel> {
  const { llama, log } = instance;
  const mostThreads = wanted.threads === 'auto' || wanted.threadsTuned ? availableParallelism() : wanted.threads;
  const options = { ...wanted, threads: mostThreads };
  const { plan, machine } = planned;
  const { contextSize } = plan;
  log.clear();
  const meter = await LoadMeter.start(llama);
  let model: LlamaModel | null = null;
  let drafting: SpeculationPlan | null = null;
  try {
    model = await loadWeights(instance, inspected, wanted, planned, onProgress, signal);
    await meter.noteWeights(inspected.shape);
    const threads = await settle(model, wanted, planned);
    const template = await resolveTemplate(model);
    const { chatWrapper } = template;
    const freeBytes = machine.systemFreeBytes - plan.predictedBytes;
    drafting = await planSpeculation({ model, options, contextSize, restBytes: freeBytes });
    const { speculation } = drafting;
    const restBytes = freeBytes - drafting.extraBytes;
    const demand = { model, chatWrapper, inspected, options, contextSize, restBytes, speculation, instance, planned };
    const { chat, extraBytes, extraVideoBytes } = await openChats(demand);
    const { actualBytes, videoBytes } = await meter.finish();
    const predictedBytes = plan.predictedBytes + drafting.extraBytes + extraBytes;
    const video = { predictedBytes: Math.round(plan.videoBytes + extraVideoBytes), actualBytes: videoBytes };
    const memory = { predictedBytes, actualBytes, ...(plan.gpuLayers > 0 ? { video } : {}) };
    const info = { ...(await describeModel(instance, model, chat, chatWrapper, planned)), memory };
    info.remarks.push(...drafting.remarks);
    info.templateProblem = template.problem;
    return { model, chat, threads, options: wanted, planned, info: { ...info, speculation: chat.speculation } };
  } catch (error) {
    await drafting?.speculation?.close();
    await model?.dispose();
    if (signal.aborted) throw new AppError('aborted', 'Loading the model was cancelled.', { cause: error });
    if (error instanceof AppError) throw error;
    await log.waitForError();
    throw explainLoadFailure(inspected.fileName, error, log.lines);
  }
}

async function loadWeights(
  { llama, gpu }: LlamaInstance,
  { path, shape }: InspectedModel,
  { expertsPerToken }: LoadOptions,
  { plan, machine, flashAttention }: PlannedLoad,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<LlamaModel> {
  const { gpuLayers, expertLayersOnCpu, kvCacheType } = plan;
  const keepsExperts = gpuLayers > 0 && expertLayersOnCpu > 0;
  // A map of the file would span the weights between the experts too, and llama.cpp advises against it then.
  const isRead = keepsExperts || (gpuLayers === 0 && prefersHugePages(shape.weightBytes, machine.systemFreeBytes));
  return loadPlaced(keepsExperts ? expertLayersOnCpu : 0, gpuLayers === 0 ? noDevice : (gpu?.backendName ?? null), () =>
    llama.loadModel({
      modelPath: path,
      gpuLayers,
      ...(isRead ? { useMmap: false } : {}),
      // The planner has counted, by what this machine has free now.
      ignoreMemorySafetyChecks: true,
      defaultContextFlashAttention: flashAttention,
      experimentalDefaultContextKvCacheKeyType: kvCacheType,
      experimentalDefaultContextKvCacheValueType: kvCacheType,
      ...(expertsPerToken === null
        ? {}
        : { metadataOverrides: { [shape.architecture]: { expert_used_count: expertsPerToken } } as object }),
      checkTensors: shape.sizeBytes <= checkedSizeBytes,
      loadSignal: signal,
      onLoadProgress: onProgress,
    }),
  );
}

/** From here on `llama.maxThreads` is the number in use; contexts are made for the most that there may be. */
async function settle(model: LlamaModel, options: LoadOptions, { plan, shape }: PlannedLoad): Promise<ThreadKeeper> {
  const settled = settleThreads(options.threads, { shape, split: plan });
  const measured = settled === null ? await measureThreads(model) : null;
  model.llama.maxThreads = settled ?? measured ?? automaticThreads(availableParallelism());
  const mayDiffer = settled === null || options.threadsTuned;
  if (mayDiffer) PrefillThreads.allow(model, listThreadCandidates(availableParallelism()));
  if (settled !== null) return new ThreadKeeper(model, null, true);
  return new ThreadKeeper(model, model.llama.maxThreads, measured !== null);
}

async function describeModel(
  instance: LlamaInstance,
  model: LlamaModel,
  chat: ChatContext,
  chatWrapper: ChatWrapper,
  { plan, shape, longestContextSize, batchSize, flashAttention, remarks }: PlannedLoad,
): Promise<Omit<LoadedLlamaModel['info'], 'memory'>> {
  return {
    architecture: shape.architecture,
    quantization: shape.level,
    parameters: shape.parameters,
    expertCount: shape.expertCount,
    expertUsedCount: shape.expertUsedCount,
    contextSize: chat.contextSize,
    // Where there was less room than it seemed, there is none for more.
    longestContextSize: chat.contextSize < plan.contextSize ? chat.contextSize : longestContextSize,
    parallelChats: chat.parallelChats,
    trainContextSize: model.trainContextSize,
    chatTemplate: chatWrapper.wrapperName,
    templateProblem: null,
    runtime: await describeRuntime(model.llama),
    device: model.gpuLayers > 0 ? ((await readVideoMemory(instance))?.name ?? 'GPU') : 'CPU',
    gpuLayers: model.gpuLayers,
    totalLayers: model.fileInsights.totalLayers,
    expertLayersOnCpu: plan.expertLayersOnCpu,
    kvCacheType: plan.kvCacheType,
    flashAttention: model.defaultContextFlashAttention !== false && flashAttention !== false,
    batchSize,
    threads: model.llama.maxThreads,
    speculation: 'off',
    remarks,
  };
}
