import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GpuBackend } from './devices.ts';

/** A display controller of the machine, by its maker. */
type GpuMaker = 'NVIDIA' | 'AMD' | 'Intel';

/** What there is to find out why no backend uses a GPU. */
export interface GpuEvidence {
  makers: GpuMaker[];
  /** Whether the maker's part of the kernel is there; of NVIDIA only, since the others come with Linux. */
  hasNvidiaDriver: boolean;
  hasCudaLibrary: boolean;
  hasVulkanLoader: boolean;
  hasRenderNode: boolean;
  /** The variable that hides devices from CUDA. */
  visibleCudaDevices: string | null;
  /** The one way that was to be used. */
  chosen: GpuBackend | null;
}

const makersById: Readonly<Record<string, GpuMaker>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };
/** As the user has set it: the app hides devices by it, too. */
const cudaDevicesOfUser = process.env['CUDA_VISIBLE_DEVICES'] ?? null;
const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
const hasLibrary = (name: string) => libraryFolders.some((folder) => existsSync(join(folder, name)));

/** The GPUs that the bus of a Linux machine lists, whether anything can use them or not. */
export async function findGpuMakers(folder = '/sys/bus/pci/devices'): Promise<GpuMaker[]> {
  const makers: GpuMaker[] = [];
  for (const device of await readdir(folder).catch(() => [])) {
    const read = (name: string) => readFile(join(folder, device, name), 'utf8').catch(() => '');
    if (!(await read('class')).startsWith('0x03')) continue;
    const maker = makersById[(await read('vendor')).trim().toLowerCase()];
    if (maker) makers.push(maker);
  }
  return makers;
}

/**
 * Why a GPU that is there is not used, or not in the way that was chosen, in a sentence or two; null where there is
 * none, or on other systems than Linux.
 */
export async function explainUnusedGpu(chosen: GpuBackend | null): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const makers = await findGpuMakers();
  return explainEvidence({
    makers,
    hasNvidiaDriver: existsSync('/proc/driver/nvidia/version'),
    hasCudaLibrary: hasLibrary('libcuda.so.1'),
    hasVulkanLoader: hasLibrary('libvulkan.so.1'),
    hasRenderNode: existsSync('/dev/dri/renderD128'),
    visibleCudaDevices: cudaDevicesOfUser,
    chosen,
  });
}

/** The first thing that is missing between a GPU and llama.cpp. */
export function explainEvidence(evidence: GpuEvidence): string | null {
  const { makers, hasNvidiaDriver, hasCudaLibrary, hasVulkanLoader, hasRenderNode } = evidence;
  const maker = makers.includes('NVIDIA') ? 'NVIDIA' : makers[0];
  if (!maker) return null;
  const found = `There is a GPU by ${maker}, but `;
  if (maker === 'NVIDIA' && !hasNvidiaDriver) {
    return `${found}NVIDIA's driver is not loaded. Install it and start the computer anew.`;
  }
  if (maker !== 'NVIDIA' && !hasRenderNode) {
    return `${found}the system offers no way to calculate on it (/dev/dri/renderD128 is missing). Check its driver.`;
  }
  if (maker === 'NVIDIA' && !hasCudaLibrary) {
    return `${found}the library libcuda.so.1 is missing. Install all of NVIDIA's driver.`;
  }
  if (maker === 'NVIDIA' && evidence.chosen === 'cuda') return `${found}${explainCuda(evidence)}`;
  if (!hasVulkanLoader) {
    return `${found}the library libvulkan.so.1 is missing. Install the Vulkan loader (libvulkan1) and the GPU's Vulkan driver.`;
  }
  return `${found}Vulkan lists no device that can be used. Install the GPU's Vulkan driver, and see that you may open /dev/dri/renderD128.`;
}

function explainCuda({ visibleCudaDevices }: GpuEvidence): string {
  if (visibleCudaDevices !== null)
    return `CUDA may see only the devices “${visibleCudaDevices}” (CUDA_VISIBLE_DEVICES).`;
  return 'CUDA cannot be opened. It needs libcudart.so.13 and libcublas.so.13, of CUDA 13, and a driver of version 580 or newer. Vulkan needs neither.';
}
