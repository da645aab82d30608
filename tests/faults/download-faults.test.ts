import { expect, test } from 'vitest';
import { runDownloadFaults, summarize } from '../fixtures/downloads/fault-run.ts';

test(
  'a hundred random faults and ten kills: every model right, and little fetched twice',
  { timeout: 240_000 },
  async () => {
    const run = await runDownloadFaults({ seed: 20_261_123, faults: 100, kills: 10, fileMb: 16 });
    expect(run.wrong).toEqual([]);
    expect(run.kills).toBe(10);
    expect(Object.values(run.met).reduce((sum, count) => sum + count, 0)).toBe(100);
    // Nothing tells which of a file's bytes came wrong, so that they alone may cost a file.
    const { wrongByte: _wrongByte, ...costs } = summarize(run.refetches);
    for (const [cause, { worstMb }] of Object.entries(costs)) expect(worstMb, cause).toBeLessThanOrEqual(8);
    expect(run.extraBytes / 110 / 1e6).toBeLessThanOrEqual(8);
  },
);
