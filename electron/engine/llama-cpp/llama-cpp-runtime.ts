import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../models/app-error.ts';
import type { Passage } from '../../../models/quality/quality-text.ts';
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
import { type InspectedModel, inspectModelFile } from '../inspect-model-file.ts';
import type { GenerationListener, JobListener, Runtime } from '../runtime.ts';
import { readHeldMemoryBytes } from '../../system/held-memory.ts';
import { reportEngine } from './engine-report.ts';
import { type LlamaInstance, openLlama } from './llama-instance.ts';
import { GpuTooSmall, type LoadedLlamaModel, loadModel } from './loading/load-model.ts';

const longestDisposalMs = 200;

/** Loads the model of a job, with its chats closed, in the place of what is loaded. */
export type OpenForJob = (change: Partial<LoadOptions>, tellOn: () => void) => Promise<LoadedLlamaModel>;

/** llama.cpp through node-llama-cpp: every GGUF architecture it knows, on CPU or GPU. */
export class LlamaCppRuntime implements Runtime {
  #instance: LlamaInstance | null = null;
  #loaded: LoadedLlamaModel | null = null;
  #heldBeforeLoad = 0;
  #unloading: Promise<void> = Promise.resolve();

  get parallelChats(): number {
    return this.#loaded?.chat.parallelChats ?? 1;
  }

  async load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
    const startedAt = performance.now();
    await this.unload();
    const inspected = await inspectModelFile(options.modelPath);
    const instance = await this.#openInstance(options.device);
    this.#heldBeforeLoad = await readHeldMemoryBytes();
    try {
      this.#loaded = await loadModel(instance, inspected, options, onProgress, signal);
    } catch (error) {
      if (!(error instanceof GpuTooSmall)) throw error;
      this.#loaded = await this.#loadOnCpu(inspected, options, onProgress, signal, error.failure);
    }
    return { ...this.#loaded.info, loadMs: performance.now() - startedAt };
  }

  /** Without a GPU's library, which takes some of its memory even for a model that has no layer there. */
  async #loadOnCpu(
    inspected: InspectedModel,
    options: LoadOptions,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
    failure: AppError,
  ): Promise<LoadedLlamaModel> {
    const instance = await this.#openInstance('cpu');
    const loaded = await loadModel(instance, inspected, options, onProgress, signal).catch(() => {
      throw failure;
    });
    loaded.info.remarks.push(
      'The GPU has too little free memory for this model, so the CPU runs it. Close other programs that use the GPU, and load it again.',
    );
    return loaded;
  }

  unload(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    const unload = async () => {
      await loaded?.threads.settled();
      await loaded?.chat.close();
      await loaded?.model.dispose();
    };
    this.#unloading = unload();
    return this.#unloading;
  }

  generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult> {
    if (!this.#loaded) throw new AppError('notFound', 'No model is loaded. Choose one first.');
    const { chat, threads } = this.#loaded;
    return threads.watch(() => chat.generate(options, listener, signal));
  }

  prioritize(sessionId: string, priority: ReplyPriority): void {
    this.#loaded?.chat.prioritize(sessionId, priority);
  }

  async disposeSession(sessionId: string): Promise<void> {
    // A model that is on its way out still writes the states of its sessions.
    await this.#unloading;
    await this.#loaded?.chat.forget(sessionId);
  }

  report(): Promise<EngineReport> {
    return reportEngine(this.#instance, this.#loaded, this.#heldBeforeLoad);
  }

  tune(
    options: LoadOptions,
    avoidedTrials: readonly string[],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<TuneResult> {
    return this.#runJob(options, onProgress, signal, async (loaded, open, loadMs) => {
      const { tuneModel } = await import('./jobs/tune.ts');
      return tuneModel(loaded, { options, avoided: avoidedTrials, loadMs, open }, onProgress, signal);
    });
  }

  measurePerplexity(
    options: LoadOptions,
    documents: readonly Passage[][],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<PerplexityResult> {
    return this.#runJob(options, onProgress, signal, async (loaded) => {
      const { measurePerplexity } = await import('./jobs/perplexity.ts');
      return measurePerplexity(loaded, documents, (share) => onProgress('Reading the text', share), signal);
    });
  }

  /** Work on a model that is loaded as for chats, and is gone afterwards. */
  async #runJob<Result>(
    options: LoadOptions,
    onProgress: JobListener,
    signal: AbortSignal,
    work: (loaded: LoadedLlamaModel, open: OpenForJob, loadMs: number) => Promise<Result>,
  ): Promise<Result> {
    const tell = () => onProgress('Loading the model', 0);
    tell();
    const open: OpenForJob = async (change, tellOn) => {
      const alone = { ...options, ...change, stateFolder: null, speculation: 'off', draftModelPath: null } as const;
      let toldAt = performance.now();
      const onLoading = () => {
        if (performance.now() - toldAt < 500) return;
        toldAt = performance.now();
        tellOn();
      };
      await this.load(alone, onLoading, signal);
      await this.#loaded!.chat.close();
      // Contexts of the job say themselves how many they take.
      this.#instance!.llama.maxThreads = availableParallelism();
      return this.#loaded!;
    };
    try {
      const startedAt = performance.now();
      const loaded = await open({}, tell);
      return await work(loaded, open, performance.now() - startedAt);
    } finally {
      await this.unload();
    }
  }

  /** One library instance at a time. The host starts another process for another device, but may be asked to wait. */
  async #openInstance(device: LoadOptions['device']): Promise<LlamaInstance> {
    if (this.#instance?.device === device) return this.#instance;
    const previous = this.#instance;
    this.#instance = null;
    // node-llama-cpp waits for models that failed to load until they are collected.
    await Promise.race([previous?.llama.dispose(), delay(longestDisposalMs)]);
    this.#instance = await openLlama(device);
    return this.#instance;
  }
}
