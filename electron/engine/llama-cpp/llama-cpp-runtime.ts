import { AppError } from '../../../models/app-error.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type { EngineReport, GenerateOptions, GenerateResult, LoadOptions } from '../../host/engine/engine-protocol.ts';
import { inspectModelFile } from '../inspect-model-file.ts';
import type { GenerationListener, Runtime } from '../runtime.ts';
import { type LlamaInstance, openLlama } from './llama-instance.ts';
import { type LoadedLlamaModel, loadModel } from './load-model.ts';

/** llama.cpp through node-llama-cpp: every GGUF architecture it knows, on CPU or GPU. */
export class LlamaCppRuntime implements Runtime {
  #instance: LlamaInstance | null = null;
  #loaded: LoadedLlamaModel | null = null;

  async load(options: LoadOptions, onProgress: (progress: number) => void, signal: AbortSignal): Promise<LoadedModel> {
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
    const memoryBytes = process.memoryUsage.rss();
    const deviceProblem = this.#instance?.deviceProblem ?? null;
    const gpu = await this.#readGpu();
    if (!gpu) return { device: 'CPU', deviceProblem, memoryBytes, videoMemory: null };
    const { name, videoMemory } = gpu;
    if (this.#loaded?.info.gpuLayers !== 0) return { device: name, deviceProblem, memoryBytes, videoMemory };
    const unused = "The model does not fit into the GPU's free memory, so the CPU runs it.";
    return { device: 'CPU', deviceProblem: unused, memoryBytes, videoMemory };
  }

  async #readGpu(): Promise<{ name: string; videoMemory: EngineReport['videoMemory'] } | null> {
    const llama = this.#instance?.llama;
    if (!llama?.supportsGpuOffloading) return null;
    try {
      const { used, total } = await llama.getVramState();
      const names = [...new Set(await llama.getGpuDeviceNames())];
      const name = `${names.join(' + ') || 'GPU'} (${llama.gpu})`;
      return { name, videoMemory: { usedBytes: used, totalBytes: total } };
    } catch (error) {
      // A report may come while the library is being closed for another device.
      if (llama.disposed) return null;
      throw error;
    }
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
