import { availableParallelism } from 'node:os';
import { setImmediate as nextCycle } from 'node:timers/promises';
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import type { ModelShape } from '../../../../models/gguf/model-shape.ts';
import type { LayerSplit } from '../../../../models/placement/split-bytes.ts';
import { automaticThreads } from './automatic-threads.ts';

/** Below it a second thread costs more than it brings. */
const smallModelBytes = 64 * 1024 * 1024;
/** All of a measurement, and the longest token that leaves room for a comparison. */
const budgetMs = 300;
const maxTokenMs = 50;
/** More threads have to be so much faster to be worth taking the cores from other programs. */
const worthwhileRatio = 1.05;

/** What the number of threads depends on. */
export interface ThreadDemand {
  shape: ModelShape;
  split: LayerSplit;
}

/** The number that needs no measuring: the user's own, or one for models where it makes no difference; or null. */
export function settleThreads(wanted: number | 'auto', { shape, split }: ThreadDemand): number | null {
  if (wanted !== 'auto') return wanted;
  if (shape.weightBytes < smallModelBytes || availableParallelism() === 1) return 1;
  const isAllOnGpu = split.gpuLayers > shape.layers && split.expertLayersOnCpu === 0;
  return isAllOnGpu ? Math.min(2, automaticThreads(availableParallelism())) : null;
}

/** The numbers of threads that are worth trying on so many cores, fewest first. */
export function listThreadCandidates(cores: number): number[] {
  const half = automaticThreads(cores);
  const candidates = new Set([1, 2, Math.ceil(half / 2), half, Math.min(32, cores)]);
  return [...candidates].filter((count) => count >= 1 && count <= cores).toSorted((a, b) => a - b);
}

/**
 * The number of threads that decodes fastest on this machine as busy as it is now, within 300 ms; null where a token
 * takes too long for that. It leaves `llama.maxThreads`, which bounds every context, at the number it found.
 */
export async function measureThreads(model: LlamaModel): Promise<number | null> {
  const { llama } = model;
  const before = llama.maxThreads;
  const startedAt = performance.now();
  let context: LlamaContext | null = null;
  let best: number | null = null;
  try {
    llama.maxThreads = availableParallelism();
    // What there is no memory for is not measured.
    const options = { contextSize: 256, batchSize: 32, threads: availableParallelism() };
    context = await model.createContext({ ...options, failedCreationRemedy: false }).catch(() => null);
    if (!context) return null;
    best = await compareThreads(model, context.getSequence(), startedAt);
    return best;
  } finally {
    llama.maxThreads = best ?? before;
    await context?.dispose();
  }
}

async function compareThreads(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  startedAt: number,
): Promise<number | null> {
  const { llama } = model;
  const first = automaticThreads(availableParallelism());
  llama.maxThreads = first;
  const tokens = listTokens(model);
  // The first token reads pages that the next ones find in memory.
  await timeToken(sequence, tokens);
  if ((await timeToken(sequence, tokens)) > maxTokenMs) return null;
  const candidates = listThreadCandidates(availableParallelism());
  const perCandidateMs = (budgetMs - (performance.now() - startedAt)) / candidates.length;
  let best = { count: first, tokenMs: Number.POSITIVE_INFINITY };
  for (const count of candidates) {
    llama.maxThreads = count;
    const tokenMs = await timeTokens(sequence, tokens, perCandidateMs);
    if (tokenMs * worthwhileRatio < best.tokenMs) best = { count, tokenMs };
    if (performance.now() - startedAt > budgetMs) break;
  }
  return best.count;
}

/** The middle of the times that tokens took, as many as there is time for. */
async function timeTokens(sequence: LlamaContextSequence, tokens: Iterator<Token>, limitMs: number): Promise<number> {
  await nextCycle();
  const startedAt = performance.now();
  const times: number[] = [];
  while (times.length < 3 || (times.length < 9 && performance.now() - startedAt < limitMs)) {
    times.push(await timeToken(sequence, tokens));
    if (times.length > 0 && performance.now() - startedAt > 2 * limitMs) break;
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY;
}

async function timeToken(sequence: LlamaContextSequence, tokens: Iterator<Token>): Promise<number> {
  const startedAt = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens([tokens.next().value as Token]);
  return performance.now() - startedAt;
}

/** Different tokens, since a Mixture of Experts sends each to other experts. */
function* listTokens(model: LlamaModel): Generator<Token, never> {
  const count = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 2;
  for (let index = 0; ; index++) yield ((index * 7919 + 1) % count) as Token;
}
