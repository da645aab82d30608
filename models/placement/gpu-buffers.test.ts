import { expect, it } from 'vitest';
import type { ModelConfig } from '../../tests/fixtures/gguf/model-plan.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { syntheticModels } from '../../tests/fixtures/gguf/synthetic-models.ts';
import { readDeviceLimits } from './device-limits.ts';
import { countFetchedBytes, countSplitBytes } from './split-bytes.ts';
import { countGpuBuffers } from './gpu-buffers.ts';

/** Layers as wide as those of published models, and few of them. */
const wide: Record<string, Partial<ModelConfig>> = {
  llama: { embedding: 4096, heads: 32, kvHeads: 8, feedForward: 14_336, vocabulary: 8192 },
  qwen3moe: {
    embedding: 2048,
    heads: 32,
    kvHeads: 4,
    headLength: 128,
    feedForward: 6144,
    vocabulary: 8192,
    experts: { count: 16, used: 8, shared: 0, feedForward: 768, denseLayers: 0 },
  },
  'gpt-oss': {
    embedding: 2880,
    heads: 64,
    kvHeads: 8,
    headLength: 64,
    feedForward: 2880,
    vocabulary: 8192,
    experts: { count: 8, used: 4, shared: 0, feedForward: 2880, denseLayers: 0 },
  },
};

/**
 * MiB that llama.cpp v0.5.0 allocated for its calculations in video and in system memory, with a batch of 512 tokens:
 * with four layers, so many of them (and the output) on software Vulkan, a context of so many tokens, and chats.
 */
const measured: [string, 'narrow' | 'wide', 'flash' | 'scores', number, number, number, number, number][] = [
  ['llama', 'narrow', 'flash', 4, 8192, 4, 44.27, 10],
  ['llama', 'wide', 'flash', 2, 16_384, 3, 233.06, 32.1],
  ['llama', 'wide', 'flash', 5, 16_384, 4, 116.01, 32],
  ['qwen3moe', 'narrow', 'scores', 2, 8192, 1, 174.53, 21],
  ['qwen3moe', 'narrow', 'scores', 2, 8192, 4, 246.53, 21],
  ['qwen3moe', 'narrow', 'scores', 4, 8192, 4, 214.53, 21],
  ['qwen3moe', 'narrow', 'flash', 3, 8192, 4, 110.53, 11],
  ['qwen3moe', 'narrow', 'flash', 4, 8192, 4, 78.53, 11],
  ['qwen3moe', 'wide', 'flash', 2, 16_384, 4, 236.5, 24],
  ['qwen3moe', 'wide', 'flash', 4, 4096, 4, 88.03, 12],
  ['qwen3moe', 'wide', 'flash', 5, 4096, 1, 88.01, 12],
  ['olmoe', 'narrow', 'scores', 3, 8192, 4, 212.27, 21],
  ['deepseek2', 'narrow', 'scores', 4, 2048, 1, 47.42, 6],
  ['deepseek2', 'narrow', 'scores', 4, 2048, 4, 46.07, 41.8],
  ['deepseek2', 'narrow', 'scores', 1, 8192, 4, 13.07, 155.8],
  ['gpt-oss', 'narrow', 'scores', 5, 2048, 4, 41.84, 9.6],
  ['gpt-oss', 'narrow', 'scores', 5, 8192, 1, 17.54, 152.8],
  ['gpt-oss', 'narrow', 'scores', 3, 8192, 4, 33.02, 165.7],
  ['gpt-oss', 'wide', 'flash', 2, 16_384, 4, 175.54, 28.2],
];

const limits = readDeviceLimits({ name: 'llvmpipe (LLVM 15.0.6, 256 bits) (vulkan)', freeBytes: 1, totalBytes: 1 });

it.each(measured)('the buffers of %s, %s, %s, %i layers, %i tokens, %i chats', (...row) => {
  const [architecture, width, attention, gpuLayers, contextSize, chats, videoMebibytes, systemMebibytes] = row;
  const config = syntheticModels.find((model) => model.architecture === architecture)!;
  const shape = readShapeOf(
    { ...config, ...(width === 'wide' ? wide[architecture] : {}) },
    width === 'wide' ? 'Q4_0' : 'Q8_0',
  );
  const split = { gpuLayers, expertLayersOnCpu: 0 };
  const flashAttention = attention === 'flash';
  const context = { contextSize, chats, flashAttention, kvCacheType: 'F16', ...limits } as const;
  const firstGpuLayer = shape.layers + 1 - gpuLayers;
  const fetched = countFetchedBytes(shape, split, firstGpuLayer);
  const buffers = countGpuBuffers(shape, { firstGpuLayer, fetched }, context);
  const predicted = countSplitBytes(shape, split, context);
  // A tenth of all that the model takes there.
  const videoBytes = predicted.videoBytes - buffers.videoBytes + videoMebibytes * 2 ** 20;
  const systemBytes = predicted.systemBytes - buffers.systemBytes + systemMebibytes * 2 ** 20;
  expect(Math.abs(predicted.videoBytes / videoBytes - 1), 'video').toBeLessThan(0.1);
  expect(Math.abs(predicted.systemBytes / systemBytes - 1), 'system').toBeLessThan(0.1);
});

it('knows a device by its name', () => {
  const named = (name: string) => readDeviceLimits({ name, freeBytes: 1, totalBytes: 1 });
  expect(limits).toEqual({ latentChatsOnCpu: true, largestTensorBytes: 128 * 1024 * 1024 });
  expect(named('AMD Radeon RX 7900 XTX (RADV NAVI31) (vulkan)')).toEqual({ latentChatsOnCpu: true });
  expect(named('NVIDIA H200 (cuda)')).toEqual({});
  expect(readDeviceLimits(null)).toEqual({});
});
