import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Llama, LlamaLogLevel, LlamaOptions } from 'node-llama-cpp';
import type { LoadOptions } from '../../host/engine/engine-protocol.ts';
import { type GpuBackend, type GpuChoice, type GpuDevice, listGpus, parseGpuChoice } from './devices.ts';
import { explainUnusedGpu } from './explain-unused-gpu.ts';
import { openNativeLibrary } from './native-library.ts';

/** Half a second in all: some failures have no line of their own. */
const errorWaitMs = 10;
const maxErrorWaits = 50;

/** How llama.cpp reports that an evaluation was interrupted, which is what was asked for. */
const interruption = /failed with error 1$|compute status: 1$|failed to decode, ret = 2$/;

/** What llama.cpp said last, to explain a failure: the library itself mostly says “Failed to load model”. */
export class LlamaLog {
  readonly #lines: string[] = [];
  #hasError = false;

  readonly write = (level: LlamaLogLevel, message: string): void => {
    for (const line of message.split('\n')) {
      const text = line.trim();
      if (text === '' || interruption.test(text)) continue;
      this.#lines.push(text);
      if (level !== 'error' && level !== 'fatal') continue;
      this.#hasError = true;
      process.stderr.write(`llama.cpp: ${text}\n`);
    }
    this.#lines.splice(0, this.#lines.length - 50);
  };

  get lines(): readonly string[] {
    return this.#lines;
  }

  clear(): void {
    this.#lines.length = 0;
    this.#hasError = false;
  }

  /** What llama.cpp says comes by a queue of its own, and may come after the failure that it explains. */
  async waitForError(): Promise<void> {
    for (let waits = 0; !this.#hasError && waits < maxErrorWaits; waits++) await delay(errorWaitMs);
  }
}

/** llama.cpp with one choice of device. */
export interface LlamaInstance {
  llama: Llama;
  log: LlamaLog;
  /** What was asked for. */
  device: LoadOptions['device'];
  /** The one GPU to use; null for all that there are, or for the CPU. */
  gpu: GpuDevice | null;
  /** The number of the first GPU that llama.cpp sees, where the others are hidden from it. */
  firstIndex: number;
  /** Whether routed experts can stay in system memory while their layer is on the GPU. */
  expertsApart: boolean;
  /** Why a GPU that is present, or the device that was asked for, is not used. Found out when somebody asks. */
  explainProblem(): Promise<string | null>;
}

/** How each backend is told which devices it may see. */
const visibilityVariables: Readonly<Partial<Record<GpuBackend, string>>> = {
  cuda: 'CUDA_VISIBLE_DEVICES',
  vulkan: 'GGML_VK_VISIBLE_DEVICES',
};

/** Opens llama.cpp with the device that was chosen, or with the best GPU build that works, or on the CPU. */
export async function openLlama(device: LoadOptions['device']): Promise<LlamaInstance> {
  const log = new LlamaLog();
  const choice = parseGpuChoice(device);
  let failure: string | null = null;
  let others: GpuDevice[] = [];
  if (device !== 'cpu') {
    try {
      const opened = await openGpu(device, choice, log);
      if ('llama' in opened) return opened;
      others = opened.others;
    } catch (error) {
      failure = describeFailure(error);
    }
  }
  const llama = await open(false, log);
  const explained = once(async () => {
    if (device === 'cpu') return null;
    const found = others.map(({ id, name }) => `${id} is ${name}.`).join(' ');
    const reason = found || ((await explainUnusedGpu(choice?.backend ?? null)) ?? failure);
    if (!choice) return reason;
    const gone = `The chosen device (${device}) cannot be used, so the CPU is. Choose another one in the settings.`;
    return reason === null ? gone : `${gone} ${reason}`;
  });
  return { llama, log, device, gpu: null, firstIndex: 0, expertsApart: isApart(), explainProblem: explained };
}

function describeFailure(error: unknown): string | null {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  // All that the library says where it has no build for the backend that works.
  return reason === 'NoBinaryFoundError' ? null : `The GPU could not be used: ${reason}`;
}

/**
 * The other GPUs where there is no such one. `gpu: 'auto'` may give a GPU backend without any device, for a driver without
 * hardware; only `supportsGpuOffloading` tells.
 */
async function openGpu(
  device: string,
  choice: GpuChoice | null,
  log: LlamaLog,
): Promise<LlamaInstance | { others: GpuDevice[] }> {
  // With the native library a load names its device; without it the others have to be hidden.
  const hidesOthers = choice !== null && openNativeLibrary() === null;
  if (hidesOthers) hideOtherDevices(choice);
  const firstIndex = hidesOthers ? choice.index : 0;
  const llama = await open(choice?.backend ?? 'auto', log);
  const common = { llama, log, device, firstIndex, expertsApart: isApart(), explainProblem: async () => null };
  if (!choice && llama.gpu !== false && llama.supportsGpuOffloading) return { ...common, gpu: null };
  const gpus = choice ? await listGpus(llama, firstIndex) : [];
  const gpu = gpus.find(({ id }) => id === device);
  if (gpu) return { ...common, gpu };
  await llama.dispose();
  return { others: gpus };
}

async function open(gpu: LlamaOptions['gpu'], log: LlamaLog): Promise<Llama> {
  openNativeLibrary();
  const { getLlama } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu: gpu ?? 'auto',
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: availableParallelism(),
    logLevel: 'warn' as LlamaLogLevel,
    logger: log.write,
  });
  // Asks the addon for something that the native library answers too, which shows that it is in place.
  void llama.systemInfo;
  return llama;
}

function isApart(): boolean {
  return openNativeLibrary()?.isInPlace() ?? false;
}

function hideOtherDevices({ backend, index }: GpuChoice): void {
  const variable = visibilityVariables[backend];
  if (variable === undefined) return;
  const visible = process.env[variable]?.split(',') ?? [];
  process.env[variable] = visible[index]?.trim() ?? String(index);
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= work());
}
