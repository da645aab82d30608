import type { ComputeDevice } from '../../contract/engine-state.ts';
import type { EngineReport } from '../../host/engine/engine-protocol.ts';
import { readHeldMemoryBytes } from '../../system/held-memory.ts';
import { describeRuntime } from './describe-runtime.ts';
import { describeCpu, listGpus } from './devices.ts';
import type { LlamaInstance } from './llama-instance.ts';
import { readBuffers, readVideoMemory } from './llama-memory.ts';
import type { LoadedLlamaModel } from './loading/load-model.ts';
import { openNativeLibrary } from './native-library.ts';

type ReportedMemory = Pick<EngineReport, 'freeVideoMemory' | 'videoMemory' | 'heldByModel'>;

/** What the engine says of itself. Before its first model nothing has been opened, so that there is little to say. */
export async function reportEngine(
  instance: LlamaInstance | null,
  loaded: LoadedLlamaModel | null,
  heldBeforeLoad: number,
): Promise<EngineReport> {
  const memoryBytes = process.memoryUsage.rss();
  try {
    const [memory, rest] = await Promise.all([
      readMemory(instance, loaded, heldBeforeLoad),
      describe(instance, loaded),
    ]);
    return { memoryBytes, ...memory, ...rest };
  } catch (error) {
    // A report may come while the library is being closed for another device.
    if (!instance?.llama.disposed) throw error;
    return { memoryBytes, ...(await readMemory(null, null, 0)), ...(await describe(null, null)) };
  }
}

async function describe(
  instance: LlamaInstance | null,
  loaded: LoadedLlamaModel | null,
): Promise<Pick<EngineReport, 'device' | 'deviceProblem' | 'devices' | 'runtime' | 'expertsApart'>> {
  const gpus = instance ? await listGpus(instance.llama, instance.firstIndex) : [];
  const devices = [...gpus.map(toComputeDevice), await describeCpu()];
  const common = {
    devices,
    runtime: await describeRuntime(instance?.llama ?? null),
    expertsApart: instance ? instance.expertsApart : openNativeLibrary() !== null,
  };
  const video = instance && (await readVideoMemory(instance));
  if (!video) return { ...common, device: 'CPU', deviceProblem: (await instance?.explainProblem()) ?? null };
  if (loaded?.info.gpuLayers !== 0) return { ...common, device: video.name, deviceProblem: null };
  return { ...common, device: 'CPU', deviceProblem: explainIdleGpu(loaded) };
}

function toComputeDevice({ id, name, backend, freeBytes, totalBytes }: ComputeDevice): ComputeDevice {
  return { id, name, backend, freeBytes, totalBytes };
}

/** A GPU works, and none of the model is on it. */
function explainIdleGpu({ options }: LoadedLlamaModel): string | null {
  if (options.gpuLayers === 0) return null;
  return "The model does not fit into the GPU's free memory, so the CPU runs it.";
}

async function readMemory(
  instance: LlamaInstance | null,
  loaded: LoadedLlamaModel | null,
  heldBeforeLoad: number,
): Promise<ReportedMemory> {
  const heldByModel = { systemBytes: 0, videoBytes: 0 };
  if (!instance) return { freeVideoMemory: null, videoMemory: null, heldByModel };
  const { llama } = instance;
  const freeVideoMemory = await readVideoMemory(instance);
  if (loaded) {
    heldByModel.systemBytes = Math.max(0, (await readHeldMemoryBytes()) - heldBeforeLoad);
    heldByModel.videoBytes = (await readBuffers(llama)).videoBytes;
  }
  if (!freeVideoMemory) return { freeVideoMemory, videoMemory: null, heldByModel };
  const { freeBytes, totalBytes } = freeVideoMemory;
  return { freeVideoMemory, videoMemory: { usedBytes: Math.max(0, totalBytes - freeBytes), totalBytes }, heldByModel };
}
