import { cpus, totalmem } from 'node:os';
import type { Llama } from 'node-llama-cpp';
import type { ComputeDevice } from '../../contract/engine-state.ts';
import { readAvailableMemoryBytes } from '../../system/available-memory.ts';
import { openNativeLibrary } from './native-library.ts';

export type GpuBackend = Exclude<ComputeDevice['backend'], 'cpu'>;

/** A device of one backend. */
export interface GpuChoice {
  backend: GpuBackend;
  index: number;
}

/** A GPU, and the name that llama.cpp has for it; null where only node-llama-cpp speaks of it. */
export interface GpuDevice extends ComputeDevice {
  backendName: string | null;
}

/** Listing processors takes long where there are many. */
let cpuName: string | null = null;
let cpuFreeBytes: number | null = null;

/** What a device of the settings stands for; null for `auto` and `cpu`. */
export function parseGpuChoice(device: string): GpuChoice | null {
  const match = /^(cuda|vulkan|metal):(\d{1,2})$/.exec(device);
  return match ? { backend: match[1] as GpuBackend, index: Number(match[2]) } : null;
}

/** The GPUs of the backend that was opened, numbered from `firstIndex`. */
export async function listGpus(llama: Llama, firstIndex: number): Promise<GpuDevice[]> {
  const backend = llama.gpu;
  if (!backend || !llama.supportsGpuOffloading) return [];
  const prefix = backend.toLowerCase();
  const listed = openNativeLibrary()?.listDevices() ?? [];
  const own = listed.filter(({ name }) => name.toLowerCase().startsWith(prefix));
  if (own.length > 0) {
    return own.map(({ name, description, freeBytes, totalBytes }, index) => {
      const id = `${backend}:${firstIndex + index}`;
      return { id, name: `${description} (${backend})`, backend, freeBytes, totalBytes, backendName: name };
    });
  }
  const names = await llama.getGpuDeviceNames();
  // The library tells the memory of all of them together.
  const { free, total } = await llama.getVramState();
  const [freeBytes, totalBytes] = names.length === 1 ? [free, total] : [null, null];
  return names.map((name, index) => ({
    id: `${backend}:${firstIndex + index}`,
    name: `${name} (${backend})`,
    backend,
    freeBytes,
    totalBytes,
    backendName: null,
  }));
}

/**
 * The processor and system memory, as a device to choose. What is free was read at the call before this one: it takes
 * many small reads, and a report has to come between two pieces of work.
 */
export async function describeCpu(): Promise<ComputeDevice> {
  cpuName ??= cpus()[0]?.model.trim() || 'CPU';
  const reading = readAvailableMemoryBytes().then((bytes) => (cpuFreeBytes = bytes));
  const freeBytes = cpuFreeBytes ?? (await reading);
  return { id: 'cpu', name: cpuName, backend: 'cpu', freeBytes, totalBytes: totalmem() };
}
