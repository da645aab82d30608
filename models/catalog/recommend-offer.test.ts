import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fit, FitVerdict } from '../gguf/fit.ts';
import { qualityLosses } from './level-advice.ts';
import { adviseLevel, findLevel, levelNames } from './quantization-levels.ts';
import { type OfferToCompare, recommendOffer } from './recommend-offer.ts';

const GB = 1e9;

interface Machine {
  videoBytes: number;
  systemBytes: number;
}
interface TestModel {
  parameters: number;
  /** Of the bytes, what every token needs; null for a dense model. */
  denseShare: number | null;
  kvBytesPerToken: number;
}

const qwen30: TestModel = { parameters: 30.5e9, denseShare: 0.05, kvBytesPerToken: 98_304 };
const dense7: TestModel = { parameters: 7.6e9, denseShare: null, kvBytesPerToken: 57_344 };
const dense14: TestModel = { parameters: 14.8e9, denseShare: null, kvBytesPerToken: 196_608 };
const deepseekV3: TestModel = { parameters: 671e9, denseShare: 0.025, kvBytesPerToken: 70_000 };
const tiny: TestModel = { parameters: 0.36e9, denseShare: null, kvBytesPerToken: 40_960 };

/** Where a model of this size would run: a plain reading of what the verdicts mean. */
function place(model: TestModel, bytes: number, machine: Machine): { verdict: FitVerdict; longestContext: number } {
  const contextFor = (free: number) => Math.max(0, Math.floor(free / model.kvBytesPerToken));
  const dense = bytes * (model.denseShare ?? 1);
  const rooms: [FitVerdict, number][] = [['gpu', machine.videoBytes - bytes]];
  if (model.denseShare !== null) {
    rooms.push(['expertsOnCpu', machine.systemBytes < bytes - dense ? -1 : machine.videoBytes - dense]);
  } else if (machine.videoBytes > 0) {
    rooms.push(['layersSplit', machine.systemBytes + machine.videoBytes - bytes]);
  }
  rooms.push(['cpu', machine.systemBytes - bytes]);
  for (const [verdict, free] of rooms) {
    if (free > 0 && contextFor(free) >= 4096) return { verdict, longestContext: contextFor(free) };
  }
  return { verdict: 'tooLarge', longestContext: 0 };
}

function toOffer(model: TestModel, level: string, machine: Machine): OfferToCompare {
  const sizeBytes = Math.round((model.parameters * findLevel(level)!.nominalBits) / 8);
  const fit = place(model, sizeBytes, machine) as Fit;
  const advice = adviseLevel(level, sizeBytes, model.parameters);
  return { key: `m-${level}`, kind: 'chat', level, sizeBytes, problem: null, advice, fit };
}

const usual = ['Q2_K', 'IQ3_M', 'Q3_K_M', 'IQ4_XS', 'Q4_K_S', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0', 'BF16'];

function choose(model: TestModel, machine: Machine, { levels = usual, preferredLevel = 'auto' } = {}) {
  const offers = levels.map((level) => toOffer(model, level, machine));
  const chosen = recommendOffer(offers, { preferredLevel, contextSize: 'auto', trainContextSize: 32_768 });
  return [chosen?.key.slice(2), chosen?.reason];
}

test('a 12 GB card and 32 GB of memory take Qwen3 30B with the experts in system memory', () => {
  expect(choose(qwen30, { videoBytes: 11 * GB, systemBytes: 26 * GB })).toEqual(['Q4_K_M', 'bestWithExpertsOnCpu']);
});

test('a laptop with 8 GB and no GPU takes a 7B model at 4 bits', () => {
  expect(choose(dense7, { videoBytes: 0, systemBytes: 5.4 * GB })).toEqual(['Q4_K_M', 'bestOnCpu']);
});

test('a 24 GB card takes Qwen3 30B at 5 bits whole, and a 7B model at 6 bits rather than 16', () => {
  const machine = { videoBytes: 23 * GB, systemBytes: 50 * GB };
  expect(choose(qwen30, machine)).toEqual(['Q5_K_M', 'bestOnGpu']);
  expect(choose(dense7, machine)).toEqual(['Q6_K', 'bestOnGpu']);
});

test('an 8 GB card shares the layers of a 14B model with system memory', () => {
  expect(choose(dense14, { videoBytes: 7 * GB, systemBytes: 26 * GB })).toEqual(['Q4_K_M', 'bestWithLayersSplit']);
});

test('what loses little goes before a place on the GPU, and a place on the GPU before more bits', () => {
  expect(choose(dense7, { videoBytes: 4.3 * GB, systemBytes: 9 * GB })).toEqual(['Q4_K_M', 'bestWithLayersSplit']);
  expect(choose(dense7, { videoBytes: 5 * GB, systemBytes: 26 * GB })).toEqual(['Q4_K_M', 'bestOnGpu']);
});

test('where only much loss fits, it is taken', () => {
  expect(choose(dense7, { videoBytes: 0, systemBytes: 4.2 * GB })).toEqual(['Q3_K_M', 'bestOnCpu']);
});

test('DeepSeek V3 on a laptop is too large at every level: the smallest is named as that', () => {
  expect(choose(deepseekV3, { videoBytes: 0, systemBytes: 12 * GB })).toEqual(['Q2_K', 'smallestOfTooLarge']);
});

test('a tiny model is taken at its best', () => {
  expect(choose(tiny, { videoBytes: 0, systemBytes: 5 * GB })).toEqual(['Q8_0', 'bestOnCpu']);
});

test('large levels are taken where nothing smaller is offered', () => {
  const machine = { videoBytes: 23 * GB, systemBytes: 50 * GB };
  expect(choose(dense7, machine, { levels: ['Q8_0', 'F16'] })).toEqual(['Q8_0', 'bestOnGpu']);
  expect(choose(qwen30, machine, { levels: ['Q8_0', 'F16'] })).toEqual(['Q8_0', 'bestWithExpertsOnCpu']);
});

test('the preferred level is taken where it fits, also as a dynamic one, and else the best', () => {
  const machine = { videoBytes: 11 * GB, systemBytes: 26 * GB };
  expect(choose(dense7, machine, { preferredLevel: 'Q8_0' })).toEqual(['Q8_0', 'preferredLevel']);
  expect(choose(qwen30, machine, { preferredLevel: 'Q8_0' })).toEqual(['Q4_K_M', 'bestWithExpertsOnCpu']);
  expect(choose(dense7, machine, { preferredLevel: 'IQ1_S' })).toEqual(['Q6_K', 'bestOnGpu']);
  const levels = ['UD-Q4_K_XL', 'Q6_K'];
  expect(choose(dense7, machine, { levels, preferredLevel: 'Q4_K_XL' })).toEqual(['UD-Q4_K_XL', 'preferredLevel']);
});

test('a short context is useful for a model that has no longer one, and for who asks for no longer one', () => {
  const offer = toOffer(dense7, 'Q4_K_M', { videoBytes: 0, systemBytes: 16 * GB });
  const short = { ...offer, fit: { ...offer.fit!, longestContext: 2048 } };
  const reasonFor = (contextSize: number | 'auto', trainContextSize: number) =>
    recommendOffer([short], { preferredLevel: 'Q4_K_M', contextSize, trainContextSize })?.reason;
  expect(reasonFor('auto', 2048)).toBe('preferredLevel');
  expect(reasonFor('auto', 8192)).toBe('bestOnCpu');
  expect(reasonFor(2048, 8192)).toBe('preferredLevel');
});

test('files that are no chat model, that cannot be taken, or whose fit is not known are left out', () => {
  const machine = { videoBytes: 0, systemBytes: 16 * GB };
  const offer = toOffer(dense7, 'Q4_K_M', machine);
  const choices = { preferredLevel: 'auto', contextSize: 'auto', trainContextSize: 4096 } as const;
  expect(recommendOffer([{ ...offer, kind: 'projector' }], choices)).toBeNull();
  expect(recommendOffer([{ ...offer, problem: 'Part 2 of 3 is missing.' }], choices)).toBeNull();
  expect(recommendOffer([{ ...offer, fit: null }], choices)).toBeNull();
  expect(recommendOffer([], choices)).toBeNull();
});

const machines = fc.record({
  videoBytes: fc.oneof(fc.constant(0), fc.double({ min: 2 * GB, max: 100 * GB, noNaN: true })),
  systemBytes: fc.double({ min: 1 * GB, max: 400 * GB, noNaN: true }),
});
const someLevels = fc.uniqueArray(fc.constantFrom(...levelNames), { minLength: 1, maxLength: 12 });
const someModel = fc.constantFrom(qwen30, dense7, dense14, deepseekV3, tiny);
const preferred = fc.constantFrom('auto', ...levelNames);

test('what is too large is never recommended while another fits', () => {
  fc.assert(
    fc.property(someModel, machines, someLevels, preferred, (model, machine, levels, preferredLevel) => {
      const offers = levels.map((level) => toOffer(model, level, machine));
      const chosen = recommendOffer(offers, { preferredLevel, contextSize: 'auto', trainContextSize: 32_768 })!;
      const fits = offers.some(({ fit }) => fit!.verdict !== 'tooLarge');
      expect(chosen.reason === 'smallestOfTooLarge').toBe(!fits);
      expect(offers.find(({ key }) => key === chosen.key)!.fit!.verdict === 'tooLarge').toBe(!fits);
    }),
  );
});

test('more memory never gives a level of more loss', () => {
  const more = fc.record({
    videoBytes: fc.double({ min: 0, max: 60 * GB, noNaN: true }),
    systemBytes: fc.double({ min: 0, max: 60 * GB, noNaN: true }),
  });
  fc.assert(
    fc.property(someModel, machines, more, someLevels, (model, machine, extra, levels) => {
      const larger = {
        videoBytes: machine.videoBytes === 0 ? 0 : machine.videoBytes + extra.videoBytes,
        systemBytes: machine.systemBytes + extra.systemBytes,
      };
      const lossOn = (on: Machine) => qualityLosses.indexOf(findLevel(choose(model, on, { levels })[0]!)!.qualityLoss);
      // "Negligible" and "small" are alike here: a place on the GPU counts for more than the difference.
      expect(Math.max(2, lossOn(larger))).toBeLessThanOrEqual(Math.max(2, lossOn(machine)));
    }),
    { numRuns: 1000 },
  );
});

test('the order of the offers does not matter', () => {
  fc.assert(
    fc.property(someModel, machines, someLevels, (model, machine, levels) => {
      expect(choose(model, machine, { levels })).toEqual(choose(model, machine, { levels: levels.toReversed() }));
    }),
  );
});
