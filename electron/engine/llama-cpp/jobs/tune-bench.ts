import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import type { Speeds, TuneBench } from './tune-search.ts';
import type { TuneChoice, TuneTrial } from './tune-trials.ts';

/** A context, and the way to run that it was made for. */
interface OpenContext {
  key: string;
  context: LlamaContext;
  sequence: LlamaContextSequence;
}

/** What prefill and decode are each measured for, about. */
const targetMs = 350;
const promptTokens = { least: 32, most: 512 };
const replyTokens = { least: 4, most: 64 };
/** Two ways are measured in turn: making a context anew each time would take longer than measuring. */
const openContexts = 2;

/** Has the model in memory as a trial wants it; what was made of it has to be gone before it is loaded anew. */
interface ModelPlaces {
  take(expertLayersOnCpu: number, beforeReload: () => Promise<void>): Promise<LlamaModel>;
}

/** Measures with the model itself, on tokens that mean nothing: what a token says makes it no slower. */
export class ModelBench implements TuneBench {
  readonly #places: ModelPlaces;
  readonly #contextSize: number;
  readonly #signal: AbortSignal;
  readonly #open: OpenContext[] = [];
  /** The prompt that batches are compared on, tokens: the longest that can be read in a reasonable time. */
  longPrompt = promptTokens.most;
  #prompt = promptTokens.least;
  #reply = replyTokens.least;

  constructor(places: ModelPlaces, contextSize: number, signal: AbortSignal) {
    this.#places = places;
    this.#contextSize = contextSize;
    this.#signal = signal;
  }

  async measure(choice: TuneChoice, what: TuneTrial['measures']): Promise<Speeds> {
    const { sequence } = await this.#take(choice);
    await sequence.clearHistory();
    const prompt = Math.min(what === 'prefill' ? this.longPrompt : this.#prompt, this.#mostPrompt);
    const prefill = await this.#time(prompt, () => this.#read(sequence, prompt));
    if (what === 'prefill') return { prefill, decode: 0 };
    const decode = await this.#time(this.#reply, () => this.#write(sequence, this.#reply));
    this.#prompt = clamp((prefill * targetMs) / 1000, promptTokens);
    this.#reply = clamp((decode * targetMs) / 1000, replyTokens);
    return { prefill, decode };
  }

  get #mostPrompt(): number {
    return Math.max(1, this.#contextSize - replyTokens.most - 1);
  }

  async close(): Promise<void> {
    for (const { context } of this.#open.splice(0)) await context.dispose();
  }

  async #take(choice: TuneChoice): Promise<OpenContext> {
    this.#requireGoingOn();
    const key = JSON.stringify(choice);
    const index = this.#open.findIndex((entry) => entry.key === key);
    const [found] = index >= 0 ? this.#open.splice(index, 1) : [];
    const entry = found ?? (await this.#create(key, choice));
    this.#open.push(entry);
    return entry;
  }

  async #create(key: string, choice: TuneChoice): Promise<OpenContext> {
    const model = await this.#places.take(choice.expertLayersOnCpu, () => this.close());
    while (this.#open.length >= openContexts) await this.#open.shift()!.context.dispose();
    const contextSize = this.#contextSize;
    const context = await model.createContext({
      contextSize,
      batchSize: Math.min(choice.batchSize, contextSize),
      threads: choice.threads,
      flashAttention: choice.flashAttention,
      experimentalKvCacheKeyType: choice.kvCacheType,
      experimentalKvCacheValueType: choice.kvCacheType,
      sequences: 1,
      failedCreationRemedy: false,
    });
    return { key, context, sequence: context.getSequence() };
  }

  async #read(sequence: LlamaContextSequence, count: number): Promise<void> {
    for (let at = 0; at < count;) {
      this.#requireGoingOn();
      const end = Math.min(count, at + sequence.context.batchSize);
      await sequence.evaluateWithoutGeneratingNewTokens(this.#tokens(sequence, at, end));
      at = end;
    }
  }

  /** Each token with its logits, as a reply needs them. */
  async #write(sequence: LlamaContextSequence, count: number): Promise<void> {
    for (let at = 0; at < count; at++) {
      this.#requireGoingOn();
      const [token] = this.#tokens(sequence, at, at + 1);
      await sequence.controlledEvaluate([[token!, { generateNext: { token: true, options: { temperature: 0 } } }]]);
    }
  }

  /** Spread over the vocabulary, so that a Mixture of Experts uses all of its experts; the same each time. */
  #tokens({ context }: LlamaContextSequence, start: number, end: number): Token[] {
    const { length } = context.model.fileInfo.metadata.tokenizer.ggml.tokens;
    return Array.from({ length: end - start }, (_, index) => (((start + index + 1) * 7919) % length) as Token);
  }

  async #time(tokens: number, work: () => Promise<void>): Promise<number> {
    const startedAt = performance.now();
    await work();
    return (tokens * 1000) / Math.max(0.01, performance.now() - startedAt);
  }

  #requireGoingOn(): void {
    if (this.#signal.aborted) throw new AppError('aborted', 'The tune was ended.');
  }
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.round(Math.min(most, Math.max(least, value)));
}
