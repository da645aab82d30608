import { availableParallelism } from 'node:os';
import { AppError } from '../../../../models/app-error.ts';
import type { LoadOptions, TuneResult } from '../../../host/engine/engine-protocol.ts';
import type { JobListener } from '../../runtime.ts';
import type { OpenForJob } from '../llama-cpp-runtime.ts';
import type { LoadedLlamaModel } from '../loading/load-model.ts';
import { listThreadCandidates } from '../threads/measure-threads.ts';
import { ModelBench } from './tune-bench.ts';
import { ExpertPlaces } from './tune-experts.ts';
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

/** What a tune is to keep to, and how it loads the model again. */
interface TuneDemand {
  options: LoadOptions;
  avoided: readonly string[];
  loadMs: number;
  open: OpenForJob;
}

/** Tries ways to run a loaded model, whose chats are closed. Throws `aborted`. */
export async function tuneModel(
  loaded: LoadedLlamaModel,
  { options, avoided, loadMs, open }: TuneDemand,
  onProgress: JobListener,
  signal: AbortSignal,
): Promise<TuneResult> {
  const { model, info } = loaded;
  const { llama } = model;
  const threadCounts = listThreadCandidates(availableParallelism());
  const start: TuneChoice = {
    threads: info.threads,
    batchSize: info.batchSize,
    flashAttention: info.flashAttention,
    kvCacheType: info.kvCacheType,
    expertLayersOnCpu: info.expertLayersOnCpu,
  };
  const contextSize = Math.min(benchContextSize, model.trainContextSize);
  const threadsBefore = llama.maxThreads;
  // The library gives no context more threads than it was opened with.
  const allowThreads = () => (llama.maxThreads = Math.max(...threadCounts, start.threads));
  let step: Parameters<JobListener> = ['As it is now', 0];
  const tell: JobListener = (...next) => onProgress(...(step = next));
  const places = new ExpertPlaces(loaded, options, loadMs, async (change) => {
    // A load that ends the process counts as the trial that it is for.
    const reloaded = await open({ ...options, ...change }, () => onProgress(...step));
    allowThreads();
    return reloaded;
  });
  const bench = new ModelBench(places, contextSize, signal);
  try {
    allowThreads();
    tell(...step);
    const { prefill } = await bench.measure(start, 'turn');
    bench.longPrompt = Math.round(Math.min(contextSize, (prefill * longestReadingMs) / 1000));
    const lists = listTrials({
      start,
      options,
      threadCounts,
      usesCpu: info.gpuLayers < info.totalLayers || info.expertLayersOnCpu > 0,
      expertCounts: places.candidates,
      mayFlash: !isDrawnByCpu(info.device),
      shortOfMemory: info.contextSize < Math.min(comfortableContextSize, model.trainContextSize),
      longestPrompt: bench.longPrompt,
      avoided,
    });
    const now = () => performance.now();
    const deadlineMs = now() + budgetMs;
    return await searchBest({ bench, start, lists, deadlineMs, reloadMs: loadMs, now, isRefusal }, tell);
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
