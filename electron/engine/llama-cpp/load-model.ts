import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { AppError } from '../../../models/app-error.ts';
import { planContextSize } from '../../../models/gguf/plan-context.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type { LoadOptions } from '../../host/engine/engine-protocol.ts';
import { readAvailableMemoryBytes } from '../available-memory.ts';
import type { InspectedModel } from '../inspect-model-file.ts';
import { ChatContext } from './chat-context.ts';
import { explainLoadFailure } from './explain-load-failure.ts';
import type { LlamaInstance } from './llama-instance.ts';

/** A model in memory with its context, ready to chat. */
export interface LoadedLlamaModel {
  model: LlamaModel;
  chat: ChatContext;
  info: Omit<LoadedModel, 'loadMs'>;
}

/** Tokens evaluated at once in prefill: beyond it CPUs gain nothing and a GPU little. */
const batchSize = 512;
/** Below this size all weights are checked for values that are not numbers; above it only reading them takes long. */
const checkedSizeBytes = 256 * 1024 * 1024;

/** Loads an inspected model and makes its context. Throws AppErrors only, and leaves nothing behind then. */
export async function loadModel(
  instance: LlamaInstance,
  inspected: InspectedModel,
  options: LoadOptions,
  onProgress: (progress: number) => void,
  signal: AbortSignal,
): Promise<LoadedLlamaModel> {
  const { llama, log } = instance;
  const contextSize = await planContext(instance, inspected, options);
  await inspected.requireWeights();
  log.clear();
  let model: LlamaModel | null = null;
  try {
    model = await llama.loadModel({
      modelPath: inspected.path,
      gpuLayers: llama.supportsGpuOffloading ? { fitContext: { contextSize } } : 0,
      checkTensors: inspected.shape.sizeBytes <= checkedSizeBytes,
      loadSignal: signal,
      onLoadProgress: onProgress,
    });
    const chatWrapper = await resolveWrapper(model);
    const chat = new ChatContext(model, chatWrapper, {
      contextSize: options.contextSize === 'auto' ? { min: Math.min(256, contextSize), max: contextSize } : contextSize,
      batchSize: Math.min(batchSize, contextSize),
      threads: options.threads,
    });
    await chat.open();
    return { model, chat, info: describeModel(model, inspected, chat, chatWrapper, options) };
  } catch (error) {
    await model?.dispose();
    if (signal.aborted) throw new AppError('aborted', 'Loading the model was cancelled.', { cause: error });
    if (error instanceof AppError) throw error;
    throw explainLoadFailure(inspected.fileName, error, log.lines);
  }
}

async function planContext({ llama }: LlamaInstance, inspected: InspectedModel, options: LoadOptions): Promise<number> {
  const { fileName, shape } = inspected;
  let availableBytes = await readAvailableMemoryBytes();
  if (llama.supportsGpuOffloading) {
    const video = await llama.getVramState();
    availableBytes += Math.max(0, video.free - video.unifiedSize);
  }
  return planContextSize({ fileName, shape, batchSize, availableBytes }, options.contextSize);
}

/** Choosing a template by trying them blocks for up to seconds, so it is done once a model. */
async function resolveWrapper(model: LlamaModel): Promise<ChatWrapper> {
  const { resolveChatWrapper } = await import('node-llama-cpp');
  return resolveChatWrapper(model, { warningLogs: false });
}

function describeModel(
  model: LlamaModel,
  { shape }: InspectedModel,
  chat: ChatContext,
  chatWrapper: ChatWrapper,
  options: LoadOptions,
): LoadedLlamaModel['info'] {
  return {
    architecture: shape.architecture,
    quantization: shape.level,
    parameters: shape.parameters,
    expertCount: shape.expertCount,
    expertUsedCount: shape.expertUsedCount,
    contextSize: chat.contextSize,
    trainContextSize: model.trainContextSize,
    chatTemplate: chatWrapper.wrapperName,
    gpuLayers: model.gpuLayers,
    totalLayers: model.fileInsights.totalLayers,
    threads: options.threads,
  };
}
