import { expect, it } from 'vitest';
import type { ComputeDevice } from '../../../electron/contract/engine-state.ts';
import { listDevices } from './list-devices.ts';

const cpu: ComputeDevice = { id: 'cpu', name: 'AMD EPYC', backend: 'cpu', freeBytes: 8e9, totalBytes: 16e9 };
const card: ComputeDevice = { id: 'cuda:0', name: 'RTX 4070', backend: 'cuda', freeBytes: 11.2e9, totalBytes: 12e9 };

it('offers the automatic choice and the CPU before the first report', () => {
  expect(listDevices([], 'auto')).toEqual([
    ['auto', 'Automatic'],
    ['cpu', 'CPU only'],
  ]);
});

it('names each device with its backend and what it has free, and the CPU once', () => {
  expect(listDevices([card, { ...card, id: 'vulkan:0', backend: 'vulkan', freeBytes: null }, cpu], 'cpu')).toEqual([
    ['auto', 'Automatic'],
    ['cuda:0', 'RTX 4070 (CUDA), 11.2 GB free'],
    ['vulkan:0', 'RTX 4070 (Vulkan)'],
    ['cpu', 'CPU only'],
  ]);
});

it('keeps a chosen device that is not there, so that the choice is shown as it is', () => {
  expect(listDevices([cpu], 'cuda:1').at(-1)).toEqual(['cuda:1', 'cuda:1, not found']);
});
