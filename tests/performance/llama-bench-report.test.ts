import { describe, expect, it } from 'vitest';
import { readBenchReport } from './llama-bench-report.ts';

const entry = (prompt: number, generate: number, speed: number) => ({
  n_prompt: prompt,
  n_gen: generate,
  n_depth: 40,
  avg_ts: speed,
  samples_ts: [speed],
});

describe('readBenchReport', () => {
  it('tells the test of the prompt from that of generation', () => {
    const report = JSON.stringify([entry(2048, 0, 245.5), entry(0, 256, 61.25)]);
    expect(readBenchReport(report)).toEqual({ prefill: 245.5, decode: 61.25 });
  });

  it('leaves out what was not asked for, and what mixes both', () => {
    expect(readBenchReport(JSON.stringify([entry(0, 256, 61.25)]))).toEqual({ prefill: null, decode: 61.25 });
    expect(readBenchReport(JSON.stringify([entry(512, 128, 99)]))).toEqual({ prefill: null, decode: null });
  });
});
