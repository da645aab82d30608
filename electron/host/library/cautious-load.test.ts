import { expect, it } from 'vitest';
import { embeddedModel } from '../../../tests/fixtures/talking-engine.ts';
import type { EngineDeath } from '../../contract/engine-state.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import { CautiousLoad, type FatalLoad } from './cautious-load.ts';

const death = (change: Partial<EngineDeath>): EngineDeath => ({
  message: '',
  exitCode: null,
  signal: null,
  lastLines: [],
  at: 1,
  ...change,
});
const aborted = death({ signal: 'SIGABRT' });
const asked = { ...embeddedModel, device: 'auto' };
const onGpu: FatalLoad = {
  modelId: 'm',
  asked,
  info: { contextSize: 8192, gpuLayers: 24 } as LoadedModel,
  trainContextSize: 32_768,
  hasGpu: true,
};

it('takes half the context, half the layers, the CPU, and then has nothing less', () => {
  const caution = new CautiousLoad();
  expect(caution.apply('m', asked)).toBe(asked);
  expect(caution.learn(onGpu, aborted)).toBe('The next try proposes less: a context of 4,096 instead of 8,192.');
  expect(caution.apply('m', asked)).toEqual({ ...asked, contextSize: 4096 });
  expect(caution.learn(onGpu, aborted)).toBe('The next try proposes less: 12 instead of 24 layers on the GPU.');
  expect(caution.apply('m', asked)).toEqual({ ...asked, contextSize: 4096, gpuLayers: 12 });
  expect(caution.learn(onGpu, aborted)).toBe('The next try proposes less: the CPU alone.');
  expect(caution.apply('m', asked)).toMatchObject({ contextSize: 4096, device: 'cpu', gpuLayers: null });
  expect(caution.learn(onGpu, aborted)).toContain('nothing less left to try');
  expect(caution.remark('m', asked)).toContain('the CPU alone');
  expect(caution.apply('other', asked)).toBe(asked);
  expect(caution.apply('m', { ...asked, contextSize: 2048 })).toEqual({ ...asked, contextSize: 2048 });
});

it('leaves CUDA, for every model, where it has no kernels for the GPU', () => {
  const caution = new CautiousLoad();
  const lastLines = ['CUDA error: the provided PTX was compiled with an unsupported toolchain.', 'a backtrace'];
  const withoutKernels = death({ signal: 'SIGABRT', lastLines });
  expect(caution.learn(onGpu, withoutKernels)).toBe('The next try uses Vulkan in place of CUDA.');
  for (const modelId of ['m', 'other']) {
    expect(caution.apply(modelId, asked)).toEqual({ ...asked, device: 'vulkan:0' });
    expect(caution.apply(modelId, { ...asked, device: 'cuda:1' })).toMatchObject({ device: 'vulkan:0' });
    expect(caution.remark(modelId, asked)).toContain('driver is too old');
    for (const device of ['cpu', 'vulkan:1']) {
      expect(caution.apply(modelId, { ...asked, device })).toEqual({ ...asked, device });
      expect(caution.remark(modelId, { ...asked, device })).toBeNull();
    }
  }
  // What ends the engine there is another matter.
  expect(caution.learn(onGpu, aborted)).toContain('a context of 4,096 instead of 8,192');
  expect(caution.apply('m', asked)).toEqual({ ...asked, device: 'vulkan:0', contextSize: 4096 });
});

it('knows what to halve when even the load did not end', () => {
  const caution = new CautiousLoad();
  const fatal = { ...onGpu, info: null, trainContextSize: 2048, hasGpu: false };
  expect(caution.learn(fatal, aborted)).toContain('a context of 1,024 instead of 2,048');
  expect(caution.learn(fatal, aborted)).toContain('a context of 512 instead of 1,024');
});

it.each<[string, EngineDeath, boolean]>([
  ['a kill from outside', death({ signal: 'SIGKILL' }), false],
  ['being asked to end', death({ signal: 'SIGTERM' }), false],
  ['an error of its own', death({ exitCode: 1 }), false],
  ['a crash as a utility process reports it', death({ exitCode: 11 }), true],
  ['a crash as a shell reports it', death({ exitCode: 134 }), true],
  ['an access violation on Windows', death({ exitCode: 0xc0000005 | 0 }), true],
  ['memory that ran out', death({ exitCode: 1, lastLines: ['std::bad_alloc'] }), true],
])('after %s', (_, end, learns) => {
  expect(new CautiousLoad().learn(onGpu, end) !== null).toBe(learns);
});
