import { availableParallelism } from 'node:os';
import { AppError } from '../../../models/app-error.ts';
import type { LoadOptions, TuneResult } from '../../host/engine/engine-protocol.ts';
import type { JobListener } from '../runtime.ts';
import type { LoadedLlamaModel } from './load-model.ts';
import { listThreadCandidates } from './measure-threads.ts';
import { ModelBench } from './tune-bench.ts';
import { searchBest } from './tune-search.ts';
import { listTrials, type TuneChoice } from './tune-trials.ts';

/** What a tune may take after the load, ms. */
const budgetMs = 50_000;
/** Longer prompts than this would take their time on a slow machine, and show nothing more on a fast one. */
const benchContextSize = 2176;
/** As much context as a load takes by itself. */
const comfortableContextSize = 8192;
/** A prompt that takes longer than this to read is too long to try batches with, ms. */
const longestReadingMs = 2_500;

/** Tries ways to run a loaded model, whose chats are closed. Throws `aborted`. */
export async function tuneModel(
  { model, info }: LoadedLlamaModel,
  options: LoadOptions,
  avoided: readonly string[],
  onProgress: JobListener,
  signal: AbortSignal,
): Promise<TuneResult> {
  const { llama } = model;
  const threadCounts = listThreadCandidates(availableParallelism());
  const start: TuneChoice = {
    threads: info.threads,
    batchSize: info.batchSize,
    flashAttention: info.flashAttention,
    kvCacheType: info.kvCacheType,
  };
  const contextSize = Math.min(benchContextSize, model.trainContextSize);
  const threadsBefore = llama.maxThreads;
  const bench = new ModelBench(model, contextSize, signal);
  try {
    // The library gives no context more threads than it was opened with.
    llama.maxThreads = Math.max(...threadCounts, start.threads);
    onProgress('As it is now', 0);
    const { prefill } = await bench.measure(start, 'turn');
    bench.longPrompt = Math.round(Math.min(contextSize, (prefill * longestReadingMs) / 1000));
    const lists = listTrials({
      start,
      options,
      threadCounts,
      usesCpu: info.gpuLayers < info.totalLayers,
      mayFlash: !isDrawnByCpu(info.device),
      shortOfMemory: info.contextSize < Math.min(comfortableContextSize, model.trainContextSize),
      longestPrompt: bench.longPrompt,
      avoided,
    });
    const now = () => performance.now();
    const deadlineMs = now() + budgetMs;
    return await searchBest({ bench, start, lists, deadlineMs, now, isRefusal }, onProgress);
  } finally {
    await bench.close();
    llama.maxThreads = threadsBefore;
  }
}

/** Mesa's software Vulkan: flash attention ended its process on some shapes. */
function isDrawnByCpu(device: string): boolean {
  return /llvmpipe|lavapipe|swiftshader/i.test(device);
}

/** A context that cannot be made so is only one way less. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof AppError);
}
