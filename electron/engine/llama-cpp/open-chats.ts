import { stat } from 'node:fs/promises';
import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { batchTokens, countKvBytes, countKvBytesPerToken } from '../../../models/gguf/kv-shape.ts';
import { planParallelChats } from '../../../models/gguf/plan-parallel-chats.ts';
import type { LoadOptions } from '../../host/engine/engine-protocol.ts';
import type { InspectedModel } from '../inspect-model-file.ts';
import { ChatContext } from './chat-context.ts';
import type { SlotsOptions } from './conversation-slots.ts';
import { StateFiles } from './state-files.ts';

/** A model in memory, and what its context is to be made of. */
export interface ChatsDemand {
  model: LlamaModel;
  chatWrapper: ChatWrapper;
  inspected: InspectedModel;
  options: LoadOptions & { threads: number };
  contextSize: number;
  /** System memory that is left besides weights and one context, bytes. */
  restBytes: number;
}

/** Video memory for the graph of a context, before there is one to measure. */
const graphBytes = 512 * 1024 * 1024;

/** Makes the context, for as many chats as there is memory for. */
export async function openChats(demand: ChatsDemand): Promise<{ chat: ChatContext; extraBytes: number }> {
  const { inspected, options, contextSize } = demand;
  const kvBytes = countKvBytes(inspected.shape, contextSize, 'F16');
  const count = planParallelChats(await readRestBytes(demand, kvBytes), kvBytes);
  const context = { batchSize: Math.min(batchTokens, contextSize), threads: options.threads };
  if (count > 1) {
    try {
      // Rather one chat at a time than several with less context each.
      const exact = { ...context, contextSize, failedCreationRemedy: false } as const;
      return { chat: await open(demand, exact, count), extraBytes: (count - 1) * kvBytes };
    } catch {
      // There was less memory than it seemed: one chat at a time, then.
    }
  }
  const wanted = options.contextSize === 'auto' ? { min: Math.min(256, contextSize), max: contextSize } : contextSize;
  return { chat: await open(demand, { ...context, contextSize: wanted }, 1), extraBytes: 0 };
}

/** On a GPU, what the layers have left decides: their placement is worth more than a second chat. */
async function readRestBytes({ model, restBytes }: ChatsDemand, kvBytes: number): Promise<number> {
  if (model.gpuLayers === 0) return restBytes;
  const { free } = await model.llama.getVramState();
  return free - kvBytes - graphBytes;
}

async function open(demand: ChatsDemand, context: SlotsOptions['context'], count: number): Promise<ChatContext> {
  const { model, chatWrapper, inspected } = demand;
  const chat = new ChatContext(model, chatWrapper, {
    context,
    count,
    batchesReplies: model.gpuLayers > 0,
    kvBytesPerToken: countKvBytesPerToken(inspected.shape, 'F16'),
    stateFiles: await openStateFiles(demand, count),
  });
  await chat.open();
  return chat;
}

/** States on the disk, by everything that they are valid for. */
async function openStateFiles(
  { model, chatWrapper, inspected, options }: ChatsDemand,
  count: number,
): Promise<StateFiles | null> {
  if (options.stateFolder === null) return null;
  const { path, shape } = inspected;
  const { mtimeMs } = await stat(path);
  const { release } = model.llama.llamaCppRelease;
  const file = [path, shape.sizeBytes, mtimeMs];
  const context = [options.contextSize, 'F16', count, model.gpuLayers > 0];
  return new StateFiles(options.stateFolder, [...file, ...context, chatWrapper.wrapperName, release]);
}
