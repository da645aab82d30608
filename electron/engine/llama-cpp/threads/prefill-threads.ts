import type { LlamaModel } from 'node-llama-cpp';

/** More threads have to be so much faster to be worth taking the cores from other programs. */
const worthwhileRatio = 1.1;
/** Slices between two tries: more with each that brought nothing. */
const pauses = { first: 1, most: 16 };
/** A slice so much slower than the one before means that something else has taken the cores. */
const slowRatio = 0.6;

const allowed = new WeakMap<LlamaModel, PrefillThreads>();

/**
 * How many threads read a prompt: more often pay for its batches than for single tokens, which wait for the memory. It
 * is found out on the prompts themselves, by trying a neighbouring number for a slice now and then, and so follows what
 * other programs leave of the cores.
 */
export class PrefillThreads {
  readonly #candidates: readonly number[];
  #current: number;
  #speed: number | null = null;
  #trial: number | null = null;
  #triesMore = true;
  #pause = pauses.first;
  #slices = 0;

  /** `candidates`: fewest first, with the number to begin with among them. */
  constructor(candidates: readonly number[], first: number) {
    this.#candidates = candidates;
    this.#current = first;
  }

  /** Lets prompts of this model have other numbers of threads than its decode has. */
  static allow(model: LlamaModel, candidates: readonly number[]): void {
    const first = model.llama.maxThreads;
    const sorted = [...new Set([...candidates, first])].toSorted((a, b) => a - b);
    allowed.set(model, new PrefillThreads(sorted, first));
  }

  /** Null where prompts are read with the threads that decode has. */
  static of(model: LlamaModel): PrefillThreads | null {
    return allowed.get(model) ?? null;
  }

  /** For the next slice; `comparable` is one that says something of the speed. */
  choose(comparable: boolean): number {
    this.#trial = comparable && this.#speed !== null && this.#slices >= this.#pause ? this.#findTrial() : null;
    return this.#trial ?? this.#current;
  }

  /** How fast the slice was that was chosen for, tokens a millisecond; only of comparable ones. */
  note(tokensPerMs: number): void {
    if (this.#trial === null) {
      this.#slices++;
      if (this.#speed !== null && tokensPerMs < this.#speed * slowRatio) this.#suspectLoad();
      this.#speed = tokensPerMs;
      return;
    }
    const ratio = tokensPerMs / this.#speed!;
    // Fewer threads are better already when they are as fast.
    const isBetter = this.#trial > this.#current ? ratio > worthwhileRatio : ratio * worthwhileRatio > 1;
    this.#slices = 0;
    this.#pause = isBetter ? pauses.first : Math.min(pauses.most, this.#pause * 2);
    if (isBetter) [this.#current, this.#speed] = [this.#trial, tokensPerMs];
    else this.#triesMore = !this.#triesMore;
    this.#trial = null;
  }

  #suspectLoad(): void {
    this.#triesMore = false;
    this.#pause = pauses.first;
  }

  /** The neighbour in the direction whose turn it is, or in the other one at an end. */
  #findTrial(): number | null {
    const index = this.#candidates.indexOf(this.#current);
    const step = this.#triesMore ? 1 : -1;
    return this.#candidates[index + step] ?? this.#candidates[index - step] ?? null;
  }
}
