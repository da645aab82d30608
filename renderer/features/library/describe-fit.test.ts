import { describe, expect, it } from 'vitest';
import type { Fit } from '../../../models/gguf/fit.ts';
import { describeBasis, describeRoom, listMemory, listNeeds } from './describe-fit.ts';

const fit: Fit = {
  verdict: 'expertsOnCpu',
  need: {
    denseBytes: 1_200_000_000,
    sharedExpertBytes: 300_000_000,
    routedExpertBytes: 8_000_000_000,
    contextSize: 8192,
    kvCacheType: 'F16',
    kvBytesPerToken: 27_000,
    kvBytes: 221_000_000,
    computeBytes: 400_000_000,
    totalBytes: { low: 9_900_000_000, high: 10_500_000_000 },
  },
  machine: {
    systemFreeBytes: 20_000_000_000,
    systemTotalBytes: 32_000_000_000,
    video: { name: 'A card', freeBytes: 11_000_000_000, totalBytes: 12_000_000_000 },
  },
  videoBytes: 2_100_000_000,
  systemBytes: 8_000_000_000,
  longestContext: 163_840,
  basis: 'header',
  correction: null,
};

it('says how much room for context is left', () => {
  expect(describeRoom(fit)).toBe('room for about 163,840 tokens of context here');
  expect(describeRoom({ ...fit, longestContext: 0 })).toBeNull();
});

describe('listNeeds', () => {
  it('lists every part and the range', () => {
    expect(listNeeds(fit)).toEqual([
      ['Dense weights: embeddings, attention, router', '1.2 GB'],
      ['Shared experts', '300 MB'],
      ['Routed experts', '8 GB'],
      ['KV cache for 8,192 tokens as F16, 27 kB each', '221 MB'],
      ['Compute buffers', '400 MB'],
      ['In all', '9.9 GB–10.5 GB'],
    ]);
  });

  it('speaks of weights alone for a dense model', () => {
    const dense = { ...fit, need: { ...fit.need, sharedExpertBytes: 0, routedExpertBytes: 0 } };
    expect(listNeeds(dense).map(([name]) => name)).toEqual([
      'Weights',
      'KV cache for 8,192 tokens as F16, 27 kB each',
      'Compute buffers',
      'In all',
    ]);
  });
});

describe('listMemory', () => {
  it('sets both kinds of memory against what is free', () => {
    expect(listMemory(fit).map(({ name, text }) => [name, text])).toEqual([
      ['Video memory (A card)', '2.1 GB of 11 GB free (12 GB in all)'],
      ['System memory', '8 GB of 20 GB free (32 GB in all)'],
    ]);
  });

  it('leaves out video memory where there is none', () => {
    expect(listMemory({ ...fit, machine: { ...fit.machine, video: null } })).toHaveLength(1);
  });
});

describe('describeBasis', () => {
  it.each([
    [{ basis: 'header', correction: null }, 'From the tensor table of this very file.'],
    [{ basis: 'scaled', correction: null }, 'Scaled from another level of the same model.'],
    [
      { basis: 'header', correction: { ratio: 1.042, loads: 3 } },
      'From the tensor table of this very file. The last 3 loads here took 4 % more than predicted, and the estimate reckons with that.',
    ],
    [
      { basis: 'header', correction: { ratio: 0.9, loads: 1 } },
      'From the tensor table of this very file. The last load here took 10 % less than predicted, and the estimate reckons with that.',
    ],
    [
      { basis: 'header', correction: { ratio: 1.001, loads: 2 } },
      'From the tensor table of this very file. The last 2 loads here took what was predicted.',
    ],
  ] as const)('%j', (part, text) => {
    expect(describeBasis({ ...fit, ...part })).toBe(text);
  });
});
