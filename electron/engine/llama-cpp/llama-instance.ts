import { setTimeout as delay } from 'node:timers/promises';
import type { Llama, LlamaLogLevel, LlamaOptions } from 'node-llama-cpp';
import type { LoadOptions } from '../../host/engine/engine-protocol.ts';

/** Half a second in all: some failures have no line of their own. */
const errorWaitMs = 10;
const maxErrorWaits = 50;

/** What llama.cpp said last, to explain a failure: the library itself mostly says “Failed to load model”. */
export class LlamaLog {
  readonly #lines: string[] = [];
  #hasError = false;

  readonly write = (level: LlamaLogLevel, message: string): void => {
    for (const line of message.split('\n')) {
      const text = line.trim();
      if (text === '') continue;
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

/** llama.cpp with one choice of device and threads. */
export interface LlamaInstance {
  llama: Llama;
  log: LlamaLog;
  device: LoadOptions['device'];
  threads: number;
  /** Why a GPU that is present is not used. */
  deviceProblem: string | null;
}

/**
 * Opens llama.cpp with the best GPU build that works, or on the CPU. `gpu: 'auto'` may give a GPU backend without any
 * device, for a driver without hardware; only `supportsGpuOffloading` tells.
 */
export async function openLlama(device: LoadOptions['device'], threads: number): Promise<LlamaInstance> {
  const { getLlama } = await import('node-llama-cpp');
  const log = new LlamaLog();
  const options = {
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: threads,
    logLevel: 'warn' as LlamaLogLevel,
    logger: log.write,
  } satisfies LlamaOptions;
  if (device === 'cpu') {
    return { llama: await getLlama({ ...options, gpu: false }), log, device, threads, deviceProblem: null };
  }
  let deviceProblem: string | null = null;
  try {
    const llama = await getLlama({ ...options, gpu: 'auto' });
    if (llama.gpu === false || llama.supportsGpuOffloading) return { llama, log, device, threads, deviceProblem };
    await llama.dispose();
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    deviceProblem = `The GPU could not be used: ${reason}`;
  }
  return { llama: await getLlama({ ...options, gpu: false }), log, device, threads, deviceProblem };
}
