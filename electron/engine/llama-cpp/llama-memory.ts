import { totalmem } from 'node:os';
import type { Llama } from 'node-llama-cpp';
import type { MachineMemory } from '../../../models/gguf/fit.ts';
import type { ModelShape } from '../../../models/gguf/model-shape.ts';
import { readAvailableMemoryBytes } from '../../system/available-memory.ts';
import { listGpus } from './devices.ts';
import type { LlamaInstance } from './llama-instance.ts';

/** Memory that a load may take now. */
export async function readFreeMemory(instance: LlamaInstance): Promise<MachineMemory> {
  return {
    systemFreeBytes: await readAvailableMemoryBytes(),
    systemTotalBytes: totalmem(),
    video: await readVideoMemory(instance),
  };
}

/** The memory of the chosen GPU, or of all of them; null where llama.cpp uses none. */
export async function readVideoMemory({ llama, gpu, firstIndex }: LlamaInstance): Promise<MachineMemory['video']> {
  if (!llama.supportsGpuOffloading) return null;
  const chosen = gpu && (await listGpus(llama, firstIndex)).find(({ id }) => id === gpu.id);
  const { free, total, unifiedSize } = await llama.getVramState();
  const names = [...new Set(await llama.getGpuDeviceNames())];
  const name = chosen?.name ?? `${names.join(' + ') || 'GPU'} (${llama.gpu})`;
  const totalBytes = chosen?.totalBytes ?? total;
  const freeBytes = chosen?.freeBytes ?? free;
  return { name, freeBytes, totalBytes, unifiedBytes: Math.min(unifiedSize, totalBytes) };
}

/** Bytes in both memories. */
interface Buffers {
  systemBytes: number;
  videoBytes: number;
}

/** Bytes that llama.cpp has allocated or mapped: the sum of the buffers that it logs. */
export async function readBuffers(llama: Llama): Promise<Buffers> {
  const { cpuRam, gpuVram } = await llama.getLlamaMemoryUsage();
  return { systemBytes: cpuRam, videoBytes: gpuVram };
}

/** What a load took of the machine, buffer by buffer as llama.cpp allocated them. */
export class LoadMeter {
  readonly #llama: Llama;
  readonly #before: Buffers;
  #copiedBytes = 0;

  private constructor(llama: Llama, before: Buffers) {
    this.#llama = llama;
    this.#before = before;
  }

  static async start(llama: Llama): Promise<LoadMeter> {
    return new LoadMeter(llama, await readBuffers(llama));
  }

  /**
   * Call once the weights are there. On CPUs llama.cpp keeps some types rearranged, beside the mapped file, which the
   * system then takes back: those weights count once.
   */
  async noteWeights({ weightBytes, tiedOutputBytes, unloadedBytes }: ModelShape): Promise<void> {
    const buffers = sum(await readBuffers(this.#llama)) - sum(this.#before);
    this.#copiedBytes = Math.max(0, buffers - (weightBytes + tiedOutputBytes + unloadedBytes));
  }

  async finish(): Promise<{ actualBytes: number; videoBytes: number }> {
    const buffers = await readBuffers(this.#llama);
    const actualBytes = sum(buffers) - sum(this.#before) - this.#copiedBytes;
    return { actualBytes, videoBytes: buffers.videoBytes - this.#before.videoBytes };
  }
}

function sum({ systemBytes, videoBytes }: Buffers): number {
  return systemBytes + videoBytes;
}
