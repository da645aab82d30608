import type { DeviceLimits } from '../gguf/compute-buffers.ts';
import type { MachineMemory } from '../gguf/fit.ts';

/** `maxStorageBufferRange` of Mesa's software Vulkan. */
const softwareTensorBytes = 128 * 1024 * 1024;

/** Mesa's processor in the place of a GPU: its flash attention ends the process. */
export function isSoftwareDevice({ name }: { name: string }): boolean {
  return /llvmpipe|lavapipe|swiftshader/i.test(name);
}

/** What the device does not calculate, by its name, which ends with the backend. */
export function readDeviceLimits(video: MachineMemory['video']): DeviceLimits {
  if (video === null || !/\(vulkan\)/i.test(video.name)) return {};
  // GPUs take tensors of gigabytes, which only latent attention over a very long context has.
  return { latentChatsOnCpu: true, ...(isSoftwareDevice(video) ? { largestTensorBytes: softwareTensorBytes } : {}) };
}
