import { AppError } from '../../../models/app-error.ts';
import type { LoadedModel } from '../../contract.ts';
import type { EngineReport, GenerateOptions, GenerateResult, LoadOptions } from '../../host/engine/engine-protocol.ts';
import { inspectModelFile } from '../inspect-model-file.ts';
import type { GenerationListener, Runtime } from '../runtime.ts';
import { type LlamaInstance, openLlama } from './llama-instance.ts';
import { type LoadedLlamaModel, loadModel } from './load-model.ts';

/** llama.cpp through node-llama-cpp: every GGUF architecture it knows, on CPU or GPU. */
export class LlamaCppRuntime implements Runtime {
  #instance: LlamaInstance | null = null;
  #loaded: LoadedLlamaModel | null = null;

  async load(
    options: LoadOptions,
    onProgress: (progress: number) => void,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    const startedAt = performance.now();
    await this.unload();
    const inspected = await inspectModelFile(options.modelPath);
    const instance = await this.#openInstance(options);
    this.#loaded = await loadModel(instance, inspected, options, onProgress, signal);
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

  async disposeSession(sessionId: string): Promise<void> {
    await this.#loaded?.chat.forget(sessionId);
  }

  async report(): Promise<EngineReport> {
    const instance = this.#instance;
    const memoryBytes = process.memoryUsage.rss();
    if (!instance?.llama.supportsGpuOffloading) {
      return { device: 'CPU', deviceProblem: instance?.deviceProblem ?? null, memoryBytes, videoMemory: null };
    }
    const { llama } = instance;
    const { used, total } = await llama.getVramState();
    const videoMemory = { usedBytes: used, totalBytes: total };
    if (this.#loaded?.info.gpuLayers === 0) {
      const deviceProblem = "The model does not fit into the GPU's free memory, so the CPU runs it.";
      return { device: 'CPU', deviceProblem, memoryBytes, videoMemory };
    }
    const names = [...new Set(await llama.getGpuDeviceNames())];
    const device = `${names.join(' + ') || 'GPU'} (${llama.gpu})`;
    return { device, deviceProblem: instance.deviceProblem, memoryBytes, videoMemory };
  }

  /** One library instance at a time; another device or number of threads needs another. */
  async #openInstance({ device, threads }: LoadOptions): Promise<LlamaInstance> {
    if (this.#instance?.device === device && this.#instance.threads === threads) return this.#instance;
    const previous = this.#instance;
    this.#instance = null;
    await previous?.llama.dispose();
    this.#instance = await openLlama(device, threads);
    return this.#instance;
  }
}
