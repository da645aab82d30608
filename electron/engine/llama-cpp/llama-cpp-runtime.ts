import { availableParallelism } from 'node:os';
import { AppError } from '../../../models/app-error.ts';
import type { Passage } from '../../../models/quality/quality-text.ts';
import type { Llama } from 'node-llama-cpp';
import { describeRuntime } from './describe-runtime.ts';
import type { ComputeDevice } from '../../contract/engine-state.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type {
  EngineReport,
  GenerateOptions,
  GenerateResult,
  LoadOptions,
  PerplexityResult,
  ReplyPriority,
  TuneResult,
} from '../../host/engine/engine-protocol.ts';
import { inspectModelFile } from '../inspect-model-file.ts';
import type { GenerationListener, JobListener, Runtime } from '../runtime.ts';
import { readHeldMemoryBytes } from '../../system/held-memory.ts';
import { automaticThreads } from './automatic-threads.ts';
import { type LlamaInstance, openLlama } from './llama-instance.ts';
import { readBuffers, readVideoMemory } from './llama-memory.ts';
import { type LoadedLlamaModel, loadModel } from './load-model.ts';

/** llama.cpp through node-llama-cpp: every GGUF architecture it knows, on CPU or GPU. */
export class LlamaCppRuntime implements Runtime {
  #instance: LlamaInstance | null = null;
  #loaded: LoadedLlamaModel | null = null;
  #heldBeforeLoad = 0;

  get parallelChats(): number {
    return this.#loaded?.chat.parallelChats ?? 1;
  }

  async load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    const startedAt = performance.now();
    await this.unload();
    const inspected = await inspectModelFile(options.modelPath);
    const threads = options.threads === 'auto' ? automaticThreads(availableParallelism()) : options.threads;
    const instance = await this.#openInstance(options.device, threads);
    this.#heldBeforeLoad = await readHeldMemoryBytes();
    this.#loaded = await loadModel(instance, inspected, { ...options, threads }, onProgress, signal);
    return { ...this.#loaded.info, loadMs: performance.now() - startedAt };
  }

  async unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    await loaded?.chat.close();
    await loaded?.model.dispose();
  }

  generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult> {
    if (!this.#loaded) throw new AppError('notFound', 'No model is loaded. Choose one first.');
    return this.#loaded.chat.generate(options, listener, signal);
  }

  prioritize(sessionId: string, priority: ReplyPriority): void {
    this.#loaded?.chat.prioritize(sessionId, priority);
  }

  async disposeSession(sessionId: string): Promise<void> {
    await this.#loaded?.chat.forget(sessionId);
  }

  async report(): Promise<EngineReport> {
    const deviceProblem = this.#instance?.deviceProblem ?? null;
    const memory = await this.#readMemory();
    const { free, held } = memory;
    const llama = this.#instance?.llama;
    const common = {
      memoryBytes: process.memoryUsage.rss(),
      freeVideoMemory: free,
      heldByModel: held,
      devices: listDevices(memory.free, llama?.gpu ?? false),
      runtime: await describeRuntime(llama ?? null),
      expertsApart: false,
    };
    if (!free) return { ...common, device: 'CPU', deviceProblem, videoMemory: null };
    const videoMemory = { usedBytes: memory.usedVideoBytes, totalBytes: free.totalBytes };
    if (this.#loaded?.info.gpuLayers !== 0) return { ...common, device: free.name, deviceProblem, videoMemory };
    const unused = "The model does not fit into the GPU's free memory, so the CPU runs it.";
    return { ...common, device: 'CPU', deviceProblem: unused, videoMemory };
  }

  tune(
    options: LoadOptions,
    avoidedTrials: readonly string[],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<TuneResult> {
    return this.#runJob(options, onProgress, signal, async (loaded) => {
      const { tuneModel } = await import('./tune.ts');
      return tuneModel(loaded, options, avoidedTrials, onProgress, signal);
    });
  }

  measurePerplexity(
    options: LoadOptions,
    documents: readonly Passage[][],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<PerplexityResult> {
    return this.#runJob(options, onProgress, signal, async (loaded) => {
      const { measurePerplexity } = await import('./perplexity.ts');
      return measurePerplexity(loaded, documents, (share) => onProgress('Reading the text', share), signal);
    });
  }

  /** Work on a model that is loaded as for chats, and is gone afterwards. */
  async #runJob<Result>(
    options: LoadOptions,
    onProgress: JobListener,
    signal: AbortSignal,
    work: (loaded: LoadedLlamaModel) => Promise<Result>,
  ): Promise<Result> {
    onProgress('Loading the model', 0);
    try {
      // A load may be silent for minutes, and is not: its own progress says that it goes on.
      await this.load(options, () => onProgress('Loading the model', 0), signal);
      await this.#loaded!.chat.close();
      return await work(this.#loaded!);
    } finally {
      await this.unload();
    }
  }

  async #readMemory(): Promise<{
    free: EngineReport['freeVideoMemory'];
    usedVideoBytes: number;
    held: EngineReport['heldByModel'];
  }> {
    const nothing = { free: null, usedVideoBytes: 0, held: { systemBytes: 0, videoBytes: 0 } };
    const llama = this.#instance?.llama;
    if (!llama) return nothing;
    try {
      const free = await readVideoMemory(llama);
      const usedVideoBytes = free ? (await llama.getVramState()).used : 0;
      if (!this.#loaded) return { ...nothing, free, usedVideoBytes };
      const systemBytes = Math.max(0, (await readHeldMemoryBytes()) - this.#heldBeforeLoad);
      const { videoBytes } = await readBuffers(llama);
      return { free, usedVideoBytes, held: { systemBytes, videoBytes } };
    } catch (error) {
      // A report may come while the library is being closed for another device.
      if (llama.disposed) return nothing;
      throw error;
    }
  }

  /** One library instance at a time; another device or number of threads needs another. */
  async #openInstance(device: LoadOptions['device'], threads: number): Promise<LlamaInstance> {
    if (this.#instance?.device === device && this.#instance.threads === threads) return this.#instance;
    const previous = this.#instance;
    this.#instance = null;
    await previous?.llama.dispose();
    this.#instance = await openLlama(device, threads);
    return this.#instance;
  }
}

/** The CPU, and the GPU that the library has opened. */
function listDevices(video: EngineReport['freeVideoMemory'], gpu: Llama['gpu']): ComputeDevice[] {
  const cpu: ComputeDevice = { id: 'cpu', name: 'CPU', backend: 'cpu', freeBytes: null, totalBytes: null };
  if (!video || !gpu) return [cpu];
  const { name, freeBytes, totalBytes } = video;
  return [{ id: `${gpu}:0`, name, backend: gpu, freeBytes, totalBytes }, cpu];
}
