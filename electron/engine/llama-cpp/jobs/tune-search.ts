import type { TuneResult } from '../../../host/engine/engine-protocol.ts';
import type { JobListener } from '../../runtime.ts';
import { describeChosen, type TrialList, type TuneChoice, type TuneTrial } from './tune-trials.ts';

/** Tokens a second. */
export interface Speeds {
  prefill: number;
  decode: number;
}

/** Runs the model in one way, for about a second. Throws for a way that is refused, and when it is aborted. */
export interface TuneBench {
  measure(choice: TuneChoice, what: TuneTrial['measures']): Promise<Speeds>;
}

export interface TuneSearch {
  bench: TuneBench;
  start: TuneChoice;
  lists: readonly TrialList[];
  /** On the clock of `now`: no trial begins that would probably end later. */
  deadlineMs: number;
  now: () => number;
  /** What a load takes, where the experts' place changes. */
  reloadMs: number;
  /** Whether an error means that only this way is refused. */
  isRefusal: (error: unknown) => boolean;
}

/** What the user waits for in a turn: so many tokens of a prompt, and so many of the reply. */
const turn = { promptTokens: 256, replyTokens: 128 };
/** A difference that is smaller may be another program's. */
const worthwhile = 1.03;
/** One that loses so much in its first round is not measured again. */
const hopeless = 0.85;
const rounds = 3;

/**
 * Tries one change after the other and keeps those that win. Each trial alternates with the best so far, so that
 * other load on the machine meets both, and has to win every round.
 */
export async function searchBest(search: TuneSearch, onProgress: JobListener): Promise<TuneResult> {
  return new Search(search, onProgress).run();
}

class Search {
  readonly #search: TuneSearch;
  readonly #onProgress: JobListener;
  readonly #startedAt: number;
  readonly #trials: TuneResult['trials'] = [];
  #best: TuneChoice;
  #roundMs = 0;
  #reloadMs: number;
  /** The place of the experts in the model that is loaded. */
  #placed: number;

  constructor(search: TuneSearch, onProgress: JobListener) {
    this.#search = search;
    this.#onProgress = onProgress;
    this.#startedAt = search.now();
    this.#best = search.start;
    this.#reloadMs = search.reloadMs;
    this.#placed = search.start.expertLayersOnCpu;
  }

  async run(): Promise<TuneResult> {
    const { start, lists } = this.#search;
    this.#tell('As it is now', 0);
    await this.#measure(start, 'turn');
    const first = await this.#measure(start, 'turn');
    const count = lists.reduce((sum, list) => sum + list.length, 0);
    let done = 0;
    for (const list of lists) {
      for (const [index, trial] of list.entries()) {
        if (trial.needsExpertsOnCpu && this.#best.expertLayersOnCpu === 0) break;
        if (!this.#hasTime(trial.change)) break;
        this.#tell(trial.label, (done + index) / (count + 1));
        if (!(await this.#try(trial))) break;
      }
      done += list.length;
    }
    return this.#conclude(first, count / (count + 1));
  }

  /** Whether it is worth going on in this direction. */
  async #try(trial: TuneTrial): Promise<boolean> {
    const candidate = { ...this.#best, ...trial.change };
    try {
      const outcome = await this.#compare(this.#best, candidate, trial.measures, () => this.#hasTime(trial.change));
      const decode = trial.measures === 'prefill' ? null : outcome.speeds.decode;
      this.#trials.push({ label: trial.label, prefill: outcome.speeds.prefill, decode });
      const needed = trial.wins === 'memory' ? 1 / worthwhile : worthwhile;
      const wins = outcome.median > needed && outcome.least > (trial.wins === 'memory' ? hopeless : 1);
      if (wins) this.#best = candidate;
      return wins;
    } catch (error) {
      if (!this.#search.isRefusal(error)) throw error;
      this.#trials.push({ label: trial.label, prefill: null, decode: null });
      return true;
    }
  }

  /** How many times faster the candidate is: the middle of the rounds, and the least. */
  async #compare(
    best: TuneChoice,
    candidate: TuneChoice,
    what: TuneTrial['measures'],
    hasTime: (round: number) => boolean,
  ) {
    const ratios: number[] = [];
    const runs: Speeds[] = [];
    const others: Speeds[] = [];
    for (let round = 0; round < rounds && (round === 0 || hasTime(round)); round++) {
      const other = round % 2 === 0 ? await this.#measure(best, what) : null;
      const run = await this.#measure(candidate, what);
      const compared = other ?? (await this.#measure(best, what));
      ratios.push(countSeconds(compared, what) / countSeconds(run, what));
      runs.push(run);
      others.push(compared);
      if (ratios[0]! < hopeless) break;
    }
    // A single round proves nothing.
    const least = ratios.length > 1 ? Math.min(...ratios) : Math.min(ratios[0]!, 1 / worthwhile);
    const [speeds, compared] = [middleSpeeds(runs), middleSpeeds(others)];
    // What is shown has to say the same as the rounds do.
    const shown = countSeconds(compared, what) / countSeconds(speeds, what);
    return { median: middle(ratios), least, shown, rounds: ratios.length, speeds, others: compared };
  }

  /** The start against what was found, once more: what was kept one by one has to hold together. */
  async #conclude(first: Speeds, progress: number): Promise<TuneResult> {
    const { start } = this.#search;
    const chosen = describeChosen(start, this.#best);
    const result = { chosen, before: first, after: first, trials: this.#trials };
    if (Object.values(chosen).every((value) => value === null)) return result;
    this.#tell('What was found, against how it was', progress);
    // The time for a second round was left for it: without one, nothing is kept.
    const outcome = await this.#compare(start, this.#best, 'turn', (round) => round === 1 || this.#hasTime());
    const { speeds, others } = outcome;
    const needed = chosen.kvCacheType !== null ? 1 / worthwhile : 1;
    if (outcome.rounds < 2 || outcome.median < needed || outcome.shown < needed) {
      return { ...result, chosen: describeChosen(start, start), before: others, after: others };
    }
    return { ...result, before: others, after: speeds };
  }

  async #measure(choice: TuneChoice, what: TuneTrial['measures']): Promise<Speeds> {
    const startedAt = this.#search.now();
    const speeds = await this.#search.bench.measure(choice, what);
    const tookMs = this.#search.now() - startedAt;
    if (choice.expertLayersOnCpu === this.#placed) this.#roundMs = Math.max(this.#roundMs / 2, tookMs * 2);
    else this.#reloadMs = Math.max(this.#reloadMs, tookMs);
    this.#placed = choice.expertLayersOnCpu;
    return speeds;
  }

  /** For two more rounds, and the last look; with the loads that they take. */
  #hasTime({ expertLayersOnCpu }: Partial<TuneChoice> = {}): boolean {
    const { now, deadlineMs, start } = this.#search;
    const isMoved = this.#best.expertLayersOnCpu !== start.expertLayersOnCpu;
    const loads = expertLayersOnCpu !== undefined ? 5 : isMoved ? 3 : 0;
    return now() + this.#roundMs * 4 + this.#reloadMs * loads < deadlineMs;
  }

  #tell(step: string, share: number): void {
    const { now, deadlineMs } = this.#search;
    const ofTime = (now() - this.#startedAt) / Math.max(1, deadlineMs - this.#startedAt);
    this.#onProgress(step, Math.min(0.99, Math.max(share, ofTime)));
  }
}

function countSeconds({ prefill, decode }: Speeds, what: TuneTrial['measures']): number {
  const reading = turn.promptTokens / prefill;
  return what === 'prefill' ? reading : reading + turn.replyTokens / decode;
}

function middleSpeeds(speeds: readonly Speeds[]): Speeds {
  return { prefill: middle(speeds.map(({ prefill }) => prefill)), decode: middle(speeds.map(({ decode }) => decode)) };
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
}
