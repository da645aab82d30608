import type { LlamaModel } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import { listExpertCounts, planExperts } from '../../../../models/gguf/plan-experts.ts';
import type { LoadPlan } from '../../../../models/gguf/plan-load.ts';
import type { LoadOptions } from '../../../host/engine/engine-protocol.ts';
import type { LoadedLlamaModel } from '../loading/load-model.ts';

/** A load that takes longer leaves no time to load again for each trial, ms. */
const longestLoadMs = 5_000;

/** Loads the model of a tune again, in another way. */
type Reload = (change: Partial<LoadOptions>) => Promise<LoadedLlamaModel>;

/** Keeps the model of a tune in memory, with as many layers' experts on the CPU as a trial wants. */
export class ExpertPlaces {
  readonly #plans = new Map<number, LoadPlan>();
  readonly #reload: Reload;
  readonly #started: LoadedLlamaModel;
  #loaded: LoadedLlamaModel | null;

  constructor(loaded: LoadedLlamaModel, options: LoadOptions, loadMs: number, reload: Reload) {
    this.#loaded = loaded;
    this.#started = loaded;
    this.#reload = reload;
    const { demand, plan } = loaded.planned;
    this.#plans.set(plan.expertLayersOnCpu, plan);
    const isFixed = options.gpuLayers !== null || options.expertLayersOnCpu !== null;
    if (isFixed || !demand.limits?.expertsApart || plan.gpuLayers === 0 || loadMs >= longestLoadMs) return;
    for (const count of listExpertCounts(demand.shape, plan.expertLayersOnCpu)) {
      const other = planExperts(demand, plan, count);
      if (other) this.#plans.set(count, other);
    }
  }

  /** What there is to try beside the planned count, all of it within the planner's budget. */
  get candidates(): number[] {
    return [...this.#plans.keys()].slice(1);
  }

  /** The model placed like that, and whether it had to be loaded for it. A place it does not get is a refusal. */
  async take(count: number, beforeReload: () => Promise<void>): Promise<LlamaModel> {
    if (this.#loaded?.info.expertLayersOnCpu === count) return this.#loaded.model;
    await beforeReload();
    this.#loaded = null;
    const { gpuLayers, contextSize } = this.#plans.get(count)!;
    const { threads } = this.#started.info;
    try {
      const loaded = await this.#reload({ gpuLayers, expertLayersOnCpu: count, contextSize, threads });
      const { info } = loaded;
      // A GPU that turned out to have less memory got less than the trial is about.
      if (info.expertLayersOnCpu !== count || info.gpuLayers !== gpuLayers) throw new Error('Placed in another way.');
      this.#loaded = loaded;
      return loaded.model;
    } catch (error) {
      if (error instanceof AppError && error.code === 'modelTooLarge') throw new Error(error.message, { cause: error });
      throw error;
    }
  }
}
