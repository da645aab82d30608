import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedModels } from '../../tests/fixtures/gguf/published-models.ts';
import { readShapeOf } from '../../tests/fixtures/gguf/read-plan.ts';
import { estimateFit, type FitOptions } from './estimate-fit.ts';
import { fitVerdicts, type MachineMemory } from './fit.ts';
import { scaleShape } from './model-shape.ts';

const gigabyte = 1024 ** 3;
const shapes = publishedModels.map(({ config }) => readShapeOf(config, 'Q4_K_M'));
const find = (name: string) => shapes[publishedModels.findIndex(({ config }) => config.name.includes(name))]!;

function machineWith(systemGigabytes: number, videoGigabytes: number | null): MachineMemory {
  const video =
    videoGigabytes === null
      ? null
      : { name: 'GPU', freeBytes: videoGigabytes * gigabyte, totalBytes: videoGigabytes * gigabyte };
  return { systemFreeBytes: systemGigabytes * gigabyte, systemTotalBytes: 1024 * gigabyte, video };
}

const options: FitOptions = { contextSize: 'auto', basis: 'header', correction: null };

describe('what a person would expect', () => {
  it.each([
    ['DeepSeek V2 Lite', 32, 16, 'gpu'],
    ['DeepSeek V2 Lite', 32, 8, 'expertsOnCpu'],
    ['DeepSeek V2 Lite', 16, null, 'cpu'],
    ['DeepSeek V2 Lite', 8, null, 'tooLarge'],
    ['Qwen3 30B', 32, 12, 'expertsOnCpu'],
    ['Qwen3 30B', 32, 24, 'gpu'],
    ['GPT OSS 20B', 32, 16, 'expertsOnCpu'],
    ['Llama 8B', 16, 12, 'gpu'],
    ['Llama 8B', 16, 4, 'layersSplit'],
    ['DeepSeek R1', 128, 24, 'tooLarge'],
    ['DeepSeek R1', 512, 24, 'expertsOnCpu'],
  ])('%s with %s GB and a GPU of %s GB: %s', (name, system, video, verdict) => {
    const fit = estimateFit(find(name), machineWith(system, video), options);
    expect(fit.verdict).toBe(verdict);
    if (verdict === 'tooLarge') expect(fit.longestContext).toBe(0);
    else expect(fit.longestContext).toBeGreaterThanOrEqual(fit.need.contextSize);
  });

  it('a finer KV cache type leaves room for a shorter context', () => {
    const machine = machineWith(12, null);
    const f16 = estimateFit(find('Llama 8B'), machine, options);
    const q8 = estimateFit(find('Llama 8B'), machine, { ...options, kvCacheType: 'Q8_0' });
    expect(q8.longestContext).toBeGreaterThan(f16.longestContext * 1.7);
  });
});

describe('for any model, machine and context', () => {
  const shape = fc.oneof(
    fc.constantFrom(...shapes),
    fc.tuple(fc.constantFrom(...shapes), fc.double({ min: 0.2, max: 4, noNaN: true })).map(([one, factor]) => {
      return scaleShape(one, Math.round(one.sizeBytes * factor), 'X');
    }),
  );
  const contextSize = fc.oneof(fc.constant('auto' as const), fc.integer({ min: 256, max: 1_048_576 }));
  const kvCacheType = fc.constantFrom('F16' as const, 'Q8_0' as const, 'Q4_0' as const);
  const correction = fc.option(fc.record({ ratio: fc.double({ min: 0.8, max: 1.5, noNaN: true }), loads: fc.nat(9) }));
  const given = fc.record({
    contextSize,
    kvCacheType,
    basis: fc.constantFrom('header' as const, 'scaled' as const),
    correction,
  });
  const bytes = fc.integer({ min: 0, max: 600 * gigabyte });
  const memory = fc.record({ system: bytes, video: fc.option(bytes), total: bytes });
  type Memory = { system: number; video: number | null; total: number };
  const toMachine = ({ system, video, total }: Memory): MachineMemory => ({
    systemFreeBytes: system,
    systemTotalBytes: 1024 * gigabyte,
    video: video === null ? null : { name: 'GPU', freeBytes: video, totalBytes: Math.max(video, total) },
  });

  it('the bytes add up and stay within what is free', () => {
    fc.assert(
      fc.property(shape, memory, given, (one, free, how) => {
        const machine = toMachine(free);
        const fit = estimateFit(one, machine, how);
        const { need } = fit;
        expect(need.totalBytes.low).toBeLessThanOrEqual(need.totalBytes.high);
        const ratio = how.correction?.ratio ?? 1;
        const sum =
          need.denseBytes + need.sharedExpertBytes + need.routedExpertBytes + need.kvBytes + need.computeBytes;
        expect((need.totalBytes.low + need.totalBytes.high) / 2 / (sum * ratio)).toBeCloseTo(1, 4);
        expect(need.contextSize).toBeLessThanOrEqual(one.trainContextSize);
        if (fit.verdict === 'tooLarge') return;
        expect(fit.systemBytes).toBeLessThanOrEqual(machine.systemFreeBytes);
        expect(fit.videoBytes).toBeLessThanOrEqual(machine.video?.freeBytes ?? 0);
        expect(fit.videoBytes + fit.systemBytes).toBeGreaterThanOrEqual(Math.floor(sum * ratio) - 4);
        expect(fit.longestContext).toBeGreaterThanOrEqual(need.contextSize);
        if (how.contextSize !== 'auto') expect(need.contextSize).toBe(Math.min(how.contextSize, one.trainContextSize));
      }),
      { numRuns: 2000, seed: 4 },
    );
  });

  it('more free memory never gives a worse verdict, nor a shorter context with the same one', () => {
    fc.assert(
      fc.property(shape, memory, given, bytes, bytes, (one, free, how, moreSystem, moreVideo) => {
        const less = estimateFit(one, toMachine(free), how);
        const richer = { ...free, system: free.system + moreSystem };
        // Of the same card: its size decides how much of it is left alone.
        if (richer.video !== null) {
          richer.total = Math.max(free.total, free.video ?? 0);
          richer.video = Math.min(richer.total, richer.video + moreVideo);
        }
        const more = estimateFit(one, toMachine(richer), how);
        expect(fitVerdicts.indexOf(more.verdict)).toBeLessThanOrEqual(fitVerdicts.indexOf(less.verdict));
        if (more.verdict === less.verdict) expect(more.longestContext).toBeGreaterThanOrEqual(less.longestContext);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});
