import type { LoadOptions, TuneResult } from '../../../host/engine/engine-protocol.ts';
import type { LoadedModel } from '../../../contract/models-state.ts';

/** What a tune varies. All but the experts' place belongs to a context, so that the model stays in memory. */
export type TuneChoice = Pick<
  LoadedModel,
  'threads' | 'batchSize' | 'flashAttention' | 'kvCacheType' | 'expertLayersOnCpu'
>;

/** One change to try on top of the best so far. */
export interface TuneTrial {
  /** What it is called everywhere, a death included. */
  label: string;
  change: Partial<TuneChoice>;
  /** A batch size counts for prompts alone. */
  measures: 'turn' | 'prefill';
  /** `memory`: it is taken for the room it leaves, unless it is slower. */
  wins: 'speed' | 'memory';
  /** It is worth trying only once experts are on the CPU. */
  needsExpertsOnCpu?: boolean;
}

/** Changes of one field, in the order to try; one that loses ends its list. */
export type TrialList = TuneTrial[];

/** What the machine and the load leave to be tried. */
export interface TrialScope {
  start: TuneChoice;
  /** What the user or the settings of the model fix is not varied. */
  options: Pick<LoadOptions, 'batchSize' | 'flashAttention' | 'kvCacheType' | 'threads'>;
  /** Numbers of threads that may pay on this machine, fewest first. */
  threadCounts: readonly number[];
  /** Whether the CPU has a part in the work at all. */
  usesCpu: boolean;
  /** Counts of layers whose experts may stay on the CPU instead: each takes a load. */
  expertCounts: readonly number[];
  /** Whether flash attention is known to work, to speed up or slow down: not on a GPU that is drawn by the CPU. */
  mayFlash: boolean;
  /** The context is shorter than it would be with more memory. */
  shortOfMemory: boolean;
  /** The longest prompt that may be read for a measurement. */
  longestPrompt: number;
  avoided: readonly string[];
}

/** What to try, the fields that most depends on first. */
export function listTrials(scope: TrialScope): TrialList[] {
  const { options } = scope;
  const mayUseCpu = scope.usesCpu || scope.expertCounts.length > 0;
  const lists = [
    // One each: what a step loses, none or all may win.
    ...scope.expertCounts.map((count) => [expertsTrial(count)]),
    ...(options.threads === 'auto' && mayUseCpu ? listThreads(scope) : []),
    ...(options.flashAttention === null && scope.mayFlash ? [[flashTrial(!scope.start.flashAttention)]] : []),
    ...(options.batchSize === null ? listBatches(scope) : []),
    ...(options.kvCacheType === null && scope.shortOfMemory && scope.start.kvCacheType === 'F16' ? [[cacheTrial]] : []),
  ];
  return lists
    .map((list) => list.filter(({ label }) => !scope.avoided.includes(label)))
    .filter((list) => list.length > 0);
}

/** Downwards and upwards from where it starts: one that loses ends its direction. */
function listThreads({ start, threadCounts, usesCpu }: TrialScope): TrialList[] {
  const up = threadCounts.filter((count) => count > start.threads);
  const down = threadCounts.filter((count) => count < start.threads).toReversed();
  const toTrial = (threads: number): TuneTrial => ({
    ...trial(`Threads: ${threads}`, { threads }),
    needsExpertsOnCpu: !usesCpu,
  });
  return [up, down].map((list) => list.map((threads) => toTrial(threads)));
}

function listBatches({ start, longestPrompt }: TrialScope): TrialList[] {
  const candidates = [128, 256, 512, 1024].filter((size) => size <= longestPrompt);
  const up = candidates.filter((size) => size > start.batchSize);
  const down = candidates.filter((size) => size < start.batchSize).toReversed();
  const toTrial = (batchSize: number): TuneTrial => ({
    ...trial(`Batch: ${batchSize}`, { batchSize }),
    measures: 'prefill',
  });
  return [up.map(toTrial), down.map(toTrial)];
}

function expertsTrial(expertLayersOnCpu: number): TuneTrial {
  const label = `Experts on the CPU: ${expertLayersOnCpu} ${expertLayersOnCpu === 1 ? 'layer' : 'layers'}`;
  return trial(label, { expertLayersOnCpu });
}

function flashTrial(flashAttention: boolean): TuneTrial {
  return trial(`Flash attention: ${flashAttention ? 'on' : 'off'}`, { flashAttention });
}

const cacheTrial: TuneTrial = { ...trial('KV cache: Q8_0', { kvCacheType: 'Q8_0' }), wins: 'memory' };

function trial(label: string, change: Partial<TuneChoice>): TuneTrial {
  return { label, change, measures: 'turn', wins: 'speed' };
}

/** Only what differs from the start: the rest stays with the planner. */
export function describeChosen(start: TuneChoice, best: TuneChoice): TuneResult['chosen'] {
  const changed = <Key extends keyof TuneChoice>(key: Key) => (best[key] === start[key] ? null : best[key]);
  return {
    threads: changed('threads'),
    batchSize: changed('batchSize'),
    flashAttention: changed('flashAttention'),
    kvCacheType: changed('kvCacheType'),
    speculation: null,
    expertLayersOnCpu: changed('expertLayersOnCpu'),
  };
}
