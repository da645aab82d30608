import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { explainEvidence, findGpuMakers, type GpuEvidence } from './explain-unused-gpu.ts';

const folder = makeTemporaryFolder();
afterAll(() => folder.remove());

it('finds the GPUs on the bus, and neither network cards nor the screens of virtual machines', async () => {
  const devices = { gpu: ['0x030200', '0x10DE'], net: ['0x020000', '0x8086'], screen: ['0x030000', '0x1234'] };
  for (const [name, [kind, vendor]] of Object.entries(devices)) {
    mkdirSync(join(folder.path, name));
    writeFileSync(join(folder.path, name, 'class'), `${kind}\n`);
    writeFileSync(join(folder.path, name, 'vendor'), `${vendor}\n`);
  }
  expect(await findGpuMakers(folder.path)).toEqual(['NVIDIA']);
  expect(await findGpuMakers(join(folder.path, 'nothing'))).toEqual([]);
});

const working: GpuEvidence = {
  makers: ['AMD'],
  hasNvidiaDriver: true,
  hasCudaLibrary: true,
  hasVulkanLoader: true,
  hasRenderNode: true,
  visibleCudaDevices: null,
  chosen: null,
};
it.each([
  [{ makers: ['NVIDIA'], hasNvidiaDriver: false }, 'driver is not loaded'],
  [{ makers: ['Intel', 'NVIDIA'], hasCudaLibrary: false }, 'libcuda.so.1'],
  [{ hasRenderNode: false }, '/dev/dri/renderD128 is missing'],
  [{ hasVulkanLoader: false }, 'libvulkan.so.1'],
  [{}, 'Vulkan lists no device'],
  [{ chosen: 'cuda' }, 'Vulkan lists no device'],
  [{ makers: ['NVIDIA'] }, 'Vulkan lists no device'],
  [{ makers: ['NVIDIA'], chosen: 'cuda' }, 'libcublas.so.13'],
  [{ makers: ['NVIDIA'], chosen: 'cuda', visibleCudaDevices: '' }, 'CUDA_VISIBLE_DEVICES'],
  [{ makers: ['NVIDIA'], chosen: 'cuda', hasCudaLibrary: false }, 'libcuda.so.1'],
] as const)('names the first thing that is missing: %j', (change, reason) => {
  expect(explainEvidence({ ...working, ...change } as GpuEvidence)).toContain(reason);
});

it('has nothing to say of a machine without a GPU', () => {
  expect(explainEvidence({ ...working, makers: [] })).toBeNull();
});
