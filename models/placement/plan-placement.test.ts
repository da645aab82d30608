import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { countComputeBytes, countFeedBytes } from '../gguf/compute-buffers.ts';
import { estimateFit } from '../gguf/estimate-fit.ts';
import { fitVerdicts, type MachineMemory } from '../gguf/fit.ts';
import { countKvBytes } from '../gguf/kv-shape.ts';
import { countRoom } from '../gguf/memory-plan.ts';
import { readDeviceLimits } from './device-limits.ts';
import { planPlacement, type PlacementOptions, type PlacementPlan } from './plan-placement.ts';
import { countAllLayers, countReadBytes, countSplitBytes } from './split-bytes.ts';

const gigabyte = 1024 ** 3;
const shapes = publishedModels.map(({ config }) => readShapeOf(config, 'Q4_K_M'));
const find = (name: string) => shapes[publishedModels.findIndex(({ config }) => config.name.includes(name))]!;
const qwen = find('Qwen3 30B');
const llama = find('Llama 8B');

function machineWith(systemGigabytes: number, videoGigabytes: number | null): MachineMemory {
  const video =
    videoGigabytes === null
      ? null
      : { name: 'GPU', freeBytes: videoGigabytes * gigabyte, totalBytes: videoGigabytes * gigabyte };
  return { systemFreeBytes: systemGigabytes * gigabyte, systemTotalBytes: 1024 * gigabyte, video };
}

const options: PlacementOptions = { contextSize: 'auto', correction: null };
const plan = (shape: typeof qwen, system: number, video: number | null, more: Partial<PlacementOptions> = {}) =>
  planPlacement(shape, machineWith(system, video), { ...options, ...more });

describe('the placement of a Mixture of Experts', () => {
  it('takes the experts of as few layers as it must out of video memory, one by one', () => {
    const counts = [24, 20, 16, 12, 8, 6].map((video) => plan(qwen, 64, video));
    expect(counts[0]).toMatchObject({ verdict: 'gpu', expertLayersOnCpu: 0 });
    const experts = counts.map((one) => one.expertLayersOnCpu);
    expect(experts).toEqual(experts.toSorted((a, b) => a - b));
    expect(new Set(experts).size).toBeGreaterThan(4);
    for (const one of counts) expect(one.gpuLayers).toBe(countAllLayers(qwen));
    // One layer's experts fewer would not have fitted.
    const { expertLayersOnCpu, contextSize } = counts[3]!;
    const oneFewer = plan(qwen, 64, 12, { contextSize, expertLayersOnCpu: expertLayersOnCpu - 1, gpuLayers: 49 });
    expect(oneFewer.verdict).toBe('tooLarge');
  });

  it('moves whole layers where even the rest is too large for the GPU', () => {
    const small = plan(qwen, 64, 1.4);
    expect(small).toMatchObject({ verdict: 'layersSplit', expertLayersOnCpu: qwen.layers });
    expect(small.gpuLayers).toBeLessThan(countAllLayers(qwen));
    expect(plan(qwen, 64, 0.2)).toMatchObject({ verdict: 'cpu', gpuLayers: 0, videoBytes: 0 });
  });

  it('keeps experts with their layers where the runtime cannot part them', () => {
    const whole = plan(qwen, 64, 12, { expertsApart: false });
    expect(whole).toMatchObject({ verdict: 'layersSplit', expertLayersOnCpu: 0 });
    // What that costs: more of every token comes from the slower memory.
    expect(whole.readPerToken.systemBytes).toBeGreaterThan(plan(qwen, 64, 12).readPerToken.systemBytes * 1.3);
  });

  it('does what the user chose, and says what it costs', () => {
    const chosen = plan(qwen, 64, 24, { expertLayersOnCpu: 40 });
    expect(chosen).toMatchObject({ verdict: 'expertsOnCpu', expertLayersOnCpu: 40, gpuLayers: 49 });
    expect(chosen.readPerToken.systemBytes).toBeGreaterThan(plan(qwen, 64, 24).readPerToken.systemBytes);
    expect(plan(qwen, 64, 24, { gpuLayers: 20 })).toMatchObject({ verdict: 'layersSplit', gpuLayers: 20 });
    expect(plan(qwen, 64, 24, { gpuLayers: 0 })).toMatchObject({ verdict: 'cpu', gpuLayers: 0, videoBytes: 0 });
    expect(plan(qwen, 64, 24, { gpuLayers: 1 })).toMatchObject({ verdict: 'layersSplit', gpuLayers: 1 });
    expect(plan(qwen, 64, 24, { gpuLayers: 999 })).toMatchObject({ verdict: 'gpu', gpuLayers: 49 });
    expect(plan(qwen, 64, null, { gpuLayers: 20, expertLayersOnCpu: 3 })).toMatchObject({ verdict: 'cpu' });
    const tooMuch = plan(qwen, 64, 8, { gpuLayers: 49, expertLayersOnCpu: 0 });
    expect(tooMuch).toMatchObject({ verdict: 'tooLarge', gpuLayers: 49 });
    expect(tooMuch.videoBytes).toBeGreaterThan(8 * gigabyte);
  });

  it('lets the context shrink last', () => {
    const few = plan(qwen, 64, 12);
    expect(few.contextSize).toBe(8192);
    expect(few.expertLayersOnCpu).toBeGreaterThan(0);
  });
});

describe('the length of a context that is left to the app', () => {
  it('is what its conversations need, as far as there is room in the same place', () => {
    const usual = plan(llama, 64, 8);
    expect(usual).toMatchObject({ verdict: 'gpu', contextSize: 8192 });
    expect(plan(llama, 64, 8, { autoContextSize: 16_384 })).toMatchObject({ verdict: 'gpu', contextSize: 16_384 });
    const most = plan(llama, 64, 8, { autoContextSize: 1_000_000 });
    expect(most).toMatchObject({ verdict: 'gpu', contextSize: usual.longestContext });
    expect(most.contextSize).toBeLessThan(llama.trainContextSize);
    expect(plan(llama, 512, null, { autoContextSize: 1_000_000 }).contextSize).toBe(llama.trainContextSize);
  });

  it('does not matter where a length was chosen', () => {
    expect(plan(qwen, 64, 24, { contextSize: 4096, autoContextSize: 16_384 }).contextSize).toBe(4096);
  });
});

describe('the placement of a dense model', () => {
  it('splits layers, the output first', () => {
    const split = plan(llama, 32, 4);
    expect(split).toMatchObject({ verdict: 'layersSplit', expertLayersOnCpu: 0 });
    expect(split.gpuLayers).toBeGreaterThan(5);
    expect(plan(llama, 32, 4, { expertLayersOnCpu: 5 }).gpuLayers).toBe(split.gpuLayers);
  });

  it('reads each weight once a token, but for one row of the embeddings', () => {
    const all = { gpuLayers: countAllLayers(llama), expertLayersOnCpu: 0 };
    const { videoBytes, systemBytes } = countReadBytes(llama, all);
    expect(systemBytes).toBe(0);
    expect(videoBytes).toBe(llama.weightBytes - llama.embeddingBytes + llama.tiedOutputBytes);
  });
});

describe('for any model, machine and wish', () => {
  const shape = fc.constantFrom(...shapes);
  const bytes = fc.integer({ min: 0, max: 600 * gigabyte });
  const small = fc.integer({ min: 0, max: 24 * gigabyte });
  const memory = fc.record({ system: fc.oneof(bytes, small), video: fc.option(fc.oneof(bytes, small)), total: bytes });
  const wish = fc.record({
    contextSize: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 256, max: 131_072 })),
    kvCacheType: fc.constantFrom('F16' as const, 'Q8_0' as const, 'Q4_0' as const),
    correction: fc.option(fc.record({ ratio: fc.double({ min: 0.8, max: 1.5, noNaN: true }), loads: fc.nat(9) })),
    expertsApart: fc.boolean(),
    flashAttention: fc.option(fc.boolean(), { nil: undefined }),
    gpuLayers: fc.option(fc.nat(70), { nil: undefined, freq: 4 }),
    expertLayersOnCpu: fc.option(fc.nat(64), { nil: undefined, freq: 4 }),
  });
  const devices = fc.constantFrom('GPU', 'Radeon (vulkan)', 'llvmpipe (vulkan)');
  type Memory = { system: number; video: number | null; total: number };
  const toMachine = ({ system, video, total }: Memory, name = 'GPU'): MachineMemory => ({
    systemFreeBytes: system,
    systemTotalBytes: 1024 * gigabyte,
    video: video === null ? null : { name, freeBytes: video, totalBytes: Math.max(video, total) },
  });

  it('the bytes add up, and stay within what is free', () => {
    fc.assert(
      fc.property(shape, memory, wish, devices, (one, free, how, device) => {
        const machine = toMachine(free, device);
        const placed = planPlacement(one, machine, how);
        if (placed.verdict === 'tooLarge') return;
        const room = countRoom(machine);
        expect(placed.videoBytes).toBeLessThanOrEqual(room.videoBytes);
        expect(placed.systemBytes).toBeLessThanOrEqual(room.systemBytes);
        const { contextSize, kvCacheType } = placed;
        const { flashAttention } = how;
        const context = { contextSize, kvCacheType, flashAttention, ...readDeviceLimits(machine.video) };
        const { videoBytes, systemBytes } = countSplitBytes(one, placed, context);
        const state = countKvBytes(one, contextSize, kvCacheType);
        const compute = countComputeBytes(one, contextSize, { flashAttention });
        const least = one.weightBytes + state + compute;
        // At most the output layer and the buffers are there twice, and what a GPU is fed with and fetches.
        expect(videoBytes + systemBytes).toBeGreaterThanOrEqual(least - 1);
        expect(videoBytes + systemBytes).toBeLessThanOrEqual(
          2 * least + countFeedBytes(one, contextSize, { flashAttention }) + one.tiedOutputBytes + 1,
        );
        const ratio = how.correction?.ratio ?? 1;
        expect(Math.abs(placed.videoBytes - videoBytes * ratio)).toBeLessThanOrEqual(1);
        if (!how.expertsApart) expect(placed.expertLayersOnCpu).toBe(0);
        const { readPerToken } = placed;
        expect(readPerToken.videoBytes).toBeLessThanOrEqual(videoBytes);
        expect(readPerToken.systemBytes).toBeLessThanOrEqual(systemBytes + one.tiedOutputBytes);
      }),
      { numRuns: 3000, seed: 11 },
    );
  });

  it('more free memory never gives a worse plan', () => {
    const rank = ({ verdict }: PlacementPlan) => fitVerdicts.indexOf(verdict);
    fc.assert(
      fc.property(shape, memory, wish, bytes, bytes, devices, (one, free, how, moreSystem, moreVideo, device) => {
        const less = planPlacement(one, toMachine(free, device), how);
        const richer = { ...free, system: free.system + moreSystem };
        // Of the same card: its size decides how much of it is left alone.
        if (richer.video !== null) {
          richer.total = Math.max(free.total, free.video ?? 0);
          richer.video = Math.min(richer.total, richer.video + moreVideo);
        }
        const more = planPlacement(one, toMachine(richer, device), how);
        expect(rank(more)).toBeLessThanOrEqual(rank(less));
        if (more.verdict !== less.verdict || less.verdict === 'tooLarge') return;
        expect(more.longestContext).toBeGreaterThanOrEqual(less.longestContext);
        expect(more.contextSize).toBeGreaterThanOrEqual(less.contextSize);
        if (more.contextSize !== less.contextSize) return;
        expect(more.expertLayersOnCpu).toBeLessThanOrEqual(less.expertLayersOnCpu);
        expect(more.gpuLayers).toBeGreaterThanOrEqual(less.gpuLayers);
        expect(more.readPerToken.systemBytes).toBeLessThanOrEqual(less.readPerToken.systemBytes);
      }),
      { numRuns: 3000, seed: 12 },
    );
  });

  it('the verdict of the fit is that of the planner', () => {
    fc.assert(
      fc.property(shape, memory, wish, (one, free, how) => {
        const { contextSize, kvCacheType, correction } = how;
        const machine = toMachine(free);
        const fit = estimateFit(one, machine, { contextSize, kvCacheType, correction, basis: 'header' });
        const placed = planPlacement(one, machine, { contextSize, kvCacheType, correction });
        expect(fit.verdict).toBe(placed.verdict);
        expect(fit.need.contextSize).toBe(placed.contextSize);
      }),
      { numRuns: 500, seed: 13 },
    );
  });
});
