import { stat } from 'node:fs/promises';
import type { ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { countKvBytes, countKvBytesPerToken } from '../../../../models/gguf/kv-shape.ts';
import { spreadCells } from '../../../../models/gguf/spread-cells.ts';
import { planParallelChats } from '../../../../models/gguf/plan-parallel-chats.ts';
import { readDeviceLimits } from '../../../../models/placement/device-limits.ts';
import { countSplitBytes } from '../../../../models/placement/split-bytes.ts';
import type { LoadOptions } from '../../../host/engine/engine-protocol.ts';
import type { InspectedModel } from '../../inspect-model-file.ts';
import { ChatContext } from '../chats/chat-context.ts';
import type { SlotsOptions } from '../chats/conversation-slots.ts';
import type { LlamaInstance } from '../llama-instance.ts';
import { readVideoMemory } from '../llama-memory.ts';
import type { PlannedLoad } from './plan-loading.ts';
import { StateFiles } from '../chats/state-files.ts';

/** A model in memory, and what its context is to be made of. */
export interface ChatsDemand {
  model: LlamaModel;
  chatWrapper: ChatWrapper;
  inspected: InspectedModel;
  options: LoadOptions & { threads: number };
  contextSize: number;
  instance: LlamaInstance;
  planned: PlannedLoad;
  /** System memory that is left besides weights and one context, bytes. */
  restBytes: number;
  /** How replies are drafted; null for not at all. */
  speculation: SlotsOptions['speculation'];
}

/** Video memory for the graph of a context, before there is one to measure. */
const graphBytes = 512 * 1024 * 1024;

/** The context, and what the chats beside the first take of both memories and of the GPU's. */
interface OpenedChats {
  chat: ChatContext;
  extraBytes: number;
  extraVideoBytes: number;
}

/** Makes the context, for as many chats as there is memory for. */
export async function openChats(demand: ChatsDemand): Promise<OpenedChats> {
  const { inspected, options, contextSize, planned } = demand;
  const { kvCacheType } = planned.plan;
  const kvBytes = countKvBytes(inspected.shape, contextSize, kvCacheType);
  const count = planParallelChats(await readRestBytes(demand, kvBytes), kvBytes);
  const context = { batchSize: planned.batchSize, threads: options.threads };
  if (count > 1) {
    try {
      // Rather one chat at a time than several with less context each.
      const cells =
        demand.model.gpuLayers > 0 ? contextSize : spreadCells(inspected.shape, contextSize, count, kvCacheType);
      const exact = { ...context, contextSize: cells, failedCreationRemedy: false } as const;
      const chat = await open(demand, exact, count);
      const { extraBytes, extraVideoBytes } = countExtraBytes(demand, count);
      const spreadBytes = count * (countKvBytes(inspected.shape, cells, kvCacheType) - kvBytes);
      return { chat, extraBytes: extraBytes + spreadBytes, extraVideoBytes };
    } catch {
      // There was less memory than it seemed: one chat at a time, then.
    }
  }
  // On a GPU that has less room than it said fewer layers are better than less context.
  const canShrink = options.contextSize === 'auto' && demand.model.gpuLayers === 0;
  const wanted = canShrink ? { min: Math.min(256, contextSize), max: contextSize } : contextSize;
  return { chat: await open(demand, { ...context, contextSize: wanted }, 1), extraBytes: 0, extraVideoBytes: 0 };
}

/** What a context for so many chats takes beyond one for a single chat, as the planner counts. */
function countExtraBytes(
  { inspected, contextSize, planned }: ChatsDemand,
  chats: number,
): Pick<OpenedChats, 'extraBytes' | 'extraVideoBytes'> {
  const { plan, machine, batchSize } = planned;
  const flashAttention = planned.flashAttention === 'auto' ? undefined : planned.flashAttention;
  const { kvCacheType } = plan;
  const context = { ...readDeviceLimits(machine.video), contextSize, kvCacheType, batchSize, flashAttention };
  const one = countSplitBytes(inspected.shape, plan, context);
  const all = countSplitBytes(inspected.shape, plan, { ...context, chats });
  const extraVideoBytes = Math.round(all.videoBytes - one.videoBytes);
  return { extraBytes: extraVideoBytes + Math.round(all.systemBytes - one.systemBytes), extraVideoBytes };
}

/** On a GPU, what the layers have left decides: their placement is worth more than a second chat. */
async function readRestBytes({ model, instance, restBytes }: ChatsDemand, kvBytes: number): Promise<number> {
  if (model.gpuLayers === 0) return restBytes;
  const video = await readVideoMemory(instance);
  return (video?.freeBytes ?? 0) - kvBytes - graphBytes;
}

async function open(demand: ChatsDemand, context: SlotsOptions['context'], count: number): Promise<ChatContext> {
  const { model, chatWrapper, inspected } = demand;
  const chat = new ChatContext(model, chatWrapper, {
    context,
    contextTokens: demand.contextSize,
    count,
    batchesReplies: model.gpuLayers > 0,
    kvBytesPerToken: countKvBytesPerToken(inspected.shape, demand.planned.plan.kvCacheType),
    stateFiles: await openStateFiles(demand, count),
    speculation: demand.speculation,
  });
  await chat.open();
  return chat;
}

/** States on the disk, by everything that they are valid for. */
async function openStateFiles(
  { model, chatWrapper, inspected, options, planned }: ChatsDemand,
  count: number,
): Promise<StateFiles | null> {
  if (options.stateFolder === null) return null;
  const { path, shape } = inspected;
  const { mtimeMs } = await stat(path);
  const { release } = model.llama.llamaCppRelease;
  const file = [path, shape.sizeBytes, mtimeMs];
  const { kvCacheType } = planned.plan;
  const attention = model.defaultContextFlashAttention;
  // LongRoPE turns keys in another way beyond the length of the first training.
  const trained = model.fileInfo.architectureMetadata.rope?.scaling?.original_context_length;
  const isStretched = trained !== undefined && planned.plan.contextSize > trained;
  const size = [options.contextSize, ...(isStretched ? ['stretched'] : [])];
  const context = [...size, kvCacheType, attention, shape.expertUsedCount, count, model.gpuLayers > 0];
  return new StateFiles(options.stateFolder, [...file, ...context, chatWrapper.wrapperName, release]);
}
