import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../models/app-error.ts';
import { searchBest, type Speeds, type TuneBench } from './tune-search.ts';
import { listTrials, type TrialScope, type TuneChoice } from './tune-trials.ts';

const start: TuneChoice = {
  threads: 4,
  batchSize: 512,
  flashAttention: true,
  kvCacheType: 'F16',
  expertLayersOnCpu: 0,
};
const scope: TrialScope = {
  start,
  options: { threads: 'auto', batchSize: null, flashAttention: null, kvCacheType: null },
  threadCounts: [1, 2, 4, 8],
  usesCpu: true,
  expertCounts: [],
  mayFlash: true,
  shortOfMemory: false,
  longestPrompt: 2048,
  avoided: [],
};

/** A machine whose speeds are what a rule says, with a clock of its own. */
class RuledMachine implements TuneBench {
  readonly measured: TuneChoice[] = [];
  nowMs = 0;
  readonly #rule: (choice: TuneChoice, run: number) => Speeds;
  readonly #measurementMs: number;
  readonly #reloadMs: number;

  constructor(rule: (choice: TuneChoice, run: number) => Speeds, measurementMs = 100, reloadMs = 2_000) {
    this.#reloadMs = reloadMs;
    this.#rule = rule;
    this.#measurementMs = measurementMs;
  }

  async measure(choice: TuneChoice): Promise<Speeds> {
    this.nowMs += this.#measurementMs;
    if ((this.measured.at(-1) ?? start).expertLayersOnCpu !== choice.expertLayersOnCpu) this.nowMs += this.#reloadMs;
    this.measured.push(choice);
    return this.#rule(choice, this.measured.length);
  }

  tune(change: Partial<TrialScope> = {}) {
    const steps: { step: string; progress: number }[] = [];
    const search = {
      bench: this,
      start,
      lists: listTrials({ ...scope, ...change }),
      deadlineMs: 60_000,
      now: () => this.nowMs,
      reloadMs: this.#reloadMs,
      isRefusal: (error: unknown) => !(error instanceof AppError),
    };
    return searchBest(search, (step, progress) => steps.push({ step, progress })).then((result) => ({ result, steps }));
  }
}

const nothing = {
  threads: null,
  batchSize: null,
  flashAttention: null,
  kvCacheType: null,
  speculation: null,
  expertLayersOnCpu: null,
};

describe('searchBest', () => {
  it('keeps what wins, and stops in a direction that loses', async () => {
    const machine = new RuledMachine(({ threads, batchSize, flashAttention }) => ({
      prefill: 1000 * (batchSize === 1024 ? 1.2 : 1) * (flashAttention ? 1 : 0.9),
      decode: threads === 2 ? 150 : threads === 1 ? 90 : 100 - threads,
    }));
    const { result, steps } = await machine.tune();
    expect(result.chosen).toEqual({ ...nothing, threads: 2, batchSize: 1024 });
    expect(result.after.decode).toBe(150);
    expect(result.before.decode).toBe(96);
    expect(result.trials.map(({ label }) => label)).toEqual([
      'Threads: 8',
      'Threads: 2',
      'Threads: 1',
      'Flash attention: off',
      'Batch: 1024',
      'Batch: 256',
    ]);
    const progress = steps.map((step) => step.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBeLessThan(1);
  });

  it('keeps nothing where the differences are no larger than the noise', async () => {
    const machine = new RuledMachine((_choice, run) => ({ prefill: 1000 + (run % 5) * 12, decode: 100 + (run % 3) }));
    const { result } = await machine.tune();
    expect(result.chosen).toEqual(nothing);
    expect(result.after).toEqual(result.before);
  });

  it('is not taken in by another program that slows the machine down on the way', async () => {
    const machine = new RuledMachine((_choice, run) => {
      const load = run > 6 ? 0.3 : 1;
      return { prefill: 1000 * load, decode: 100 * load };
    });
    expect((await machine.tune()).result.chosen).toEqual(nothing);
  });

  it('keeps nothing where the speeds that are shown say worse, though the middle of the rounds says better', async () => {
    let looks = 0;
    let tries = 0;
    // Of the last look: base and found of each round, in the order in which they are measured.
    const last = [1000, 1010, 210, 200, 425, 205];
    const machine = new RuledMachine(({ threads }, run) => {
      const isTried = run > 2 && tries++ < 6;
      const speed = run <= 2 ? 400 : isTried ? (threads === 8 ? 500 : 400) : last[looks++]!;
      return { prefill: speed, decode: speed };
    });
    const options = { ...scope.options, flashAttention: true, batchSize: 512 };
    const { result } = await machine.tune({ threadCounts: [4, 8], options });
    expect(looks).toBe(6);
    expect(result.chosen).toEqual(nothing);
    expect(result.after).toEqual(result.before);
  });

  it('compares what was found twice at least, though the time is up', async () => {
    let compared = 0;
    const machine = new RuledMachine(({ threads }) => {
      if (++compared === 8) machine.nowMs = 1e6;
      return { prefill: 100, decode: threads === 8 ? 200 : 100 };
    });
    const options = { ...scope.options, flashAttention: true, batchSize: 512 };
    const { result } = await machine.tune({ threadCounts: [4, 8], options });
    expect(machine.measured).toHaveLength(12);
    expect(result.chosen.threads).toBe(8);
  });

  describe('with experts on the CPU', () => {
    const change = { usesCpu: false, expertCounts: [2, 16] };

    it('finds the place that is fastest, and tries the rest there', async () => {
      const machine = new RuledMachine(({ expertLayersOnCpu, threads }) => ({
        prefill: 1000,
        decode: 100 + 5 * expertLayersOnCpu + (expertLayersOnCpu > 0 ? 10 * threads : 0),
      }));
      const { result, steps } = await machine.tune(change);
      expect(result.chosen).toMatchObject({ expertLayersOnCpu: 16, threads: 8 });
      expect(result.trials.slice(0, 3).map(({ label }) => label)).toEqual([
        'Experts on the CPU: 2 layers',
        'Experts on the CPU: 16 layers',
        'Threads: 8',
      ]);
      expect(result.after.decode).toBe(260);
      const progress = steps.map((step) => step.progress);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(machine.nowMs).toBeLessThan(60_000);
    });

    it('leaves the threads alone where they stay on the GPU', async () => {
      const machine = new RuledMachine(({ expertLayersOnCpu }) => ({ prefill: 1000, decode: 100 - expertLayersOnCpu }));
      const { result } = await machine.tune(change);
      expect(result.chosen).toEqual(nothing);
      expect(result.trials.some(({ label }) => label.startsWith('Threads'))).toBe(false);
    });

    it('loads nothing again where the time would not do for it', async () => {
      const machine = new RuledMachine(() => ({ prefill: 1000, decode: 100 }), 100, 20_000);
      const { result } = await machine.tune(change);
      expect(result.trials.some(({ label }) => label.startsWith('Experts'))).toBe(false);
    });

    it('leaves out a place that ended the process before', async () => {
      const machine = new RuledMachine(() => ({ prefill: 1000, decode: 100 }));
      const avoided = ['Experts on the CPU: 2 layers'];
      const { result } = await machine.tune({ ...change, avoided });
      expect(result.trials[0]!.label).toBe('Experts on the CPU: 16 layers');
    });
  });

  it('goes on behind a way that is refused', async () => {
    const machine = new RuledMachine(({ flashAttention, batchSize }) => {
      if (!flashAttention) throw new Error('no such context');
      return { prefill: batchSize === 256 ? 2000 : 1000, decode: 100 };
    });
    const { result } = await machine.tune();
    expect(result.trials).toContainEqual({ label: 'Flash attention: off', prefill: null, decode: null });
    expect(result.chosen.batchSize).toBe(256);
  });

  it('ends with an abort', async () => {
    const machine = new RuledMachine((_choice, run) => {
      if (run === 5) throw new AppError('aborted', 'The tune was ended.');
      return { prefill: 1000, decode: 100 };
    });
    await expect(machine.tune()).rejects.toMatchObject({ code: 'aborted' });
    expect(machine.measured).toHaveLength(5);
  });

  it('ends in time on a slow machine', async () => {
    const machine = new RuledMachine(({ threads }) => ({ prefill: 10, decode: threads === 2 ? 4 : 2 }), 4_000);
    await machine.tune();
    expect(machine.nowMs).toBeLessThan(75_000);
  });
});

describe('listTrials', () => {
  const labels = (change: Partial<TrialScope>) =>
    listTrials({ ...scope, ...change })
      .flat()
      .map(({ label }) => label);

  it('leaves alone what the user has fixed, and what ended the process before', () => {
    expect(labels({ options: { threads: 2, batchSize: 256, flashAttention: true, kvCacheType: 'F16' } })).toEqual([]);
    expect(labels({ avoided: ['Flash attention: off', 'Threads: 8'] })).not.toContain('Flash attention: off');
  });

  it('tries a smaller cache only where memory is short, and threads only where the CPU has work', () => {
    expect(labels({})).not.toContain('KV cache: Q8_0');
    expect(labels({ shortOfMemory: true }).at(-1)).toBe('KV cache: Q8_0');
    expect(labels({ usesCpu: false, mayFlash: false })).toEqual(['Batch: 1024', 'Batch: 256', 'Batch: 128']);
  });

  it('takes a smaller cache that is no faster, and none that is slower', async () => {
    const even = new RuledMachine(() => ({ prefill: 1000, decode: 100 }));
    expect((await even.tune({ shortOfMemory: true })).result.chosen.kvCacheType).toBe('Q8_0');
    const slower = new RuledMachine(({ kvCacheType }) => ({ prefill: 1000, decode: kvCacheType === 'F16' ? 100 : 90 }));
    expect((await slower.tune({ shortOfMemory: true })).result.chosen.kvCacheType).toBeNull();
  });
});
