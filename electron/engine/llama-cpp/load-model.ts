import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { AppError } from '../../../models/app-error.ts';
import type { MachineMemory } from '../../../models/gguf/fit.ts';
import { batchTokens } from '../../../models/gguf/kv-shape.ts';
import { type LoadPlan, planLoad } from '../../../models/gguf/plan-load.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type { LoadOptions } from '../../host/engine/engine-protocol.ts';
import type { InspectedModel } from '../inspect-model-file.ts';
import type { ChatContext } from './chat-context.ts';
import { explainLoadFailure } from './explain-load-failure.ts';
import type { LlamaInstance } from './llama-instance.ts';
import { describeRuntime } from './describe-runtime.ts';
import { LoadMeter, readFreeMemory, readVideoMemory } from './llama-memory.ts';
import { openChats } from './open-chats.ts';

/** A model in memory with its context, ready to chat. */
export interface LoadedLlamaModel {
  model: LlamaModel;
  chat: ChatContext;
  info: Omit<LoadedModel, 'loadMs'>;
}

/** A load whose number of threads is settled. */
export type SettledLoad = LoadOptions & { threads: number };

/** Below this size all weights are checked for values that are not numbers; above it only reading them takes long. */
const checkedSizeBytes = 256 * 1024 * 1024;

/** Loads an inspected model and makes its context. Throws AppErrors only, and leaves nothing behind then. */
export async function loadModel(
  instance: LlamaInstance,
  inspected: InspectedModel,
  options: SettledLoad,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<LoadedLlamaModel> {
  const { llama, log } = instance;
  const { plan, machine } = await planLoading(instance, inspected, options);
  const { contextSize } = plan;
  await inspected.requireWeights();
  log.clear();
  const meter = await LoadMeter.start(llama);
  let model: LlamaModel | null = null;
  try {
    model = await llama.loadModel({
      modelPath: inspected.path,
      gpuLayers: llama.supportsGpuOffloading ? { fitContext: { contextSize } } : 0,
      checkTensors: inspected.shape.sizeBytes <= checkedSizeBytes,
      loadSignal: signal,
      onLoadProgress: onProgress,
    });
    await meter.noteWeights(inspected.shape);
    const chatWrapper = await resolveWrapper(model);
    const restBytes = machine.systemFreeBytes - plan.predictedBytes;
    const demand = { model, chatWrapper, inspected, options, contextSize, restBytes };
    const { chat, extraBytes } = await openChats(demand);
    const memory = { predictedBytes: plan.predictedBytes + extraBytes, actualBytes: await meter.finish() };
    return { model, chat, info: { ...(await describeModel(model, inspected, chat, chatWrapper, options)), memory } };
  } catch (error) {
    await model?.dispose();
    if (signal.aborted) throw new AppError('aborted', 'Loading the model was cancelled.', { cause: error });
    if (error instanceof AppError) throw error;
    await log.waitForError();
    throw explainLoadFailure(inspected.fileName, error, log.lines);
  }
}

async function planLoading(
  { llama }: LlamaInstance,
  { fileName, shape }: InspectedModel,
  { memoryCorrection, contextSize }: LoadOptions,
): Promise<{ plan: LoadPlan; machine: MachineMemory }> {
  const machine = await readFreeMemory(llama);
  return { plan: planLoad({ fileName, shape, machine, correction: memoryCorrection ?? null }, contextSize), machine };
}

/** Choosing a template by trying them blocks for up to seconds, so it is done once a model. */
async function resolveWrapper(model: LlamaModel): Promise<ChatWrapper> {
  const { resolveChatWrapper } = await import('node-llama-cpp');
  return resolveChatWrapper(model, { warningLogs: false });
}

async function describeModel(
  model: LlamaModel,
  { shape }: InspectedModel,
  chat: ChatContext,
  chatWrapper: ChatWrapper,
  options: SettledLoad,
): Promise<Omit<LoadedLlamaModel['info'], 'memory'>> {
  return {
    architecture: shape.architecture,
    quantization: shape.level,
    parameters: shape.parameters,
    expertCount: shape.expertCount,
    expertUsedCount: shape.expertUsedCount,
    contextSize: chat.contextSize,
    parallelChats: chat.parallelChats,
    trainContextSize: model.trainContextSize,
    chatTemplate: chatWrapper.wrapperName,
    templateProblem: null,
    runtime: await describeRuntime(model.llama),
    device: model.gpuLayers > 0 ? ((await readVideoMemory(model.llama))?.name ?? 'GPU') : 'CPU',
    gpuLayers: model.gpuLayers,
    totalLayers: model.fileInsights.totalLayers,
    expertLayersOnCpu: 0,
    kvCacheType: 'F16',
    flashAttention: model.defaultContextFlashAttention === true,
    batchSize: Math.min(batchTokens, chat.contextSize),
    threads: options.threads,
    speculation: 'off',
    remarks: [],
  };
}
