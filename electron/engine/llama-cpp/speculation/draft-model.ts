import { basename } from 'node:path';
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import { chooseFlashAttention } from '../../../../models/gguf/choose-flash-attention.ts';
import { batchTokens, countKvBytes } from '../../../../models/gguf/kv-shape.ts';
import { planParallelChats } from '../../../../models/gguf/plan-parallel-chats.ts';
import { inspectModelFile } from '../../inspect-model-file.ts';
import type { Drafter, Guess, Speculation } from './speculation.ts';
import { maxDraftTokens, SpeculationPayoff } from './speculation-payoff.ts';
import type { SpeculationDemand } from './speculation-plan.ts';

export type DraftModelResult =
  | { draft: Speculation; extraBytes: number; problem: null }
  | { draft: null; extraBytes: 0; problem: string };

/** A draft below this confidence would mostly be refused. */
const minConfidence = 0.4;
/** Beyond this the vocabularies are of different models; llama.cpp draws the line at the same place. */
const maxVocabularyDifference = 128;
/** A text that the draft model has not read yet is read in pieces: each is a turn's time. */
const catchUpTokens = 64;

/** Loads a model that drafts for another one, or says in a sentence why it cannot. */
export async function openDraftModel(path: string, demand: SpeculationDemand): Promise<DraftModelResult> {
  const { model, contextSize, restBytes } = demand;
  const refuse = (problem: string): DraftModelResult => ({ draft: null, extraBytes: 0, problem });
  const name = `The draft model “${basename(path)}”`;
  let draftModel: LlamaModel | null = null;
  try {
    const { shape, requireWeights } = await inspectModelFile(path);
    await requireWeights();
    const kvBytes = countKvBytes(shape, contextSize, 'F16');
    const extraBytes = shape.sizeBytes + planParallelChats(Number.POSITIVE_INFINITY, kvBytes) * kvBytes;
    if (extraBytes > restBytes) return refuse(`${name} does not fit into memory beside the model.`);
    const gpuLayers = model.gpuLayers > 0 ? 'auto' : 0;
    draftModel = await model.llama.loadModel({ modelPath: path, gpuLayers });
    if (!haveSameVocabulary(model, draftModel)) {
      await draftModel.dispose();
      return refuse(`${name} has another vocabulary than the model, so it cannot draft for it.`);
    }
    const flashAttention = chooseFlashAttention(shape, draftModel.gpuLayers === 0) ?? 'auto';
    const draft = new DraftSpeculation(draftModel, { contextSize, threads: demand.options.threads, flashAttention });
    return { draft, extraBytes, problem: null };
  } catch (error) {
    await draftModel?.dispose();
    return refuse(error instanceof AppError ? `${name} is not used: ${error.message}` : `${name} could not be loaded.`);
  }
}

function haveSameVocabulary(model: LlamaModel, draft: LlamaModel): boolean {
  const [tokens, draftTokens] = [readTokens(model), readTokens(draft)];
  if (!tokens || !draftTokens || model.vocabularyType !== draft.vocabularyType) return false;
  if (Math.abs(tokens.length - draftTokens.length) > maxVocabularyDifference) return false;
  if (model.tokens.bos !== draft.tokens.bos || model.tokens.eos !== draft.tokens.eos) return false;
  const shared = Math.min(tokens.length, draftTokens.length);
  for (let index = 0; index < shared; index++) if (tokens[index] !== draftTokens[index]) return false;
  return true;
}

function readTokens(model: LlamaModel): readonly string[] | null {
  const tokens: unknown = model.fileInfo.metadata.tokenizer?.ggml?.tokens;
  return Array.isArray(tokens) ? tokens : null;
}

interface DraftContextOptions {
  contextSize: number;
  threads: number;
  flashAttention: false | 'auto';
}

/** Drafts by a smaller model, for each chat in a context of its own. */
class DraftSpeculation implements Speculation {
  readonly kind = 'draft';
  readonly payoff = new SpeculationPayoff();
  readonly #model: LlamaModel;
  readonly #contextOptions: DraftContextOptions;
  readonly #contexts: LlamaContext[] = [];

  constructor(model: LlamaModel, contextOptions: DraftContextOptions) {
    this.#model = model;
    this.#contextOptions = contextOptions;
  }

  createDrafter(): Drafter {
    return new ModelDrafter(() => this.#open());
  }

  /** Drafters open contexts anew when they need them. The engine's environment has freed memory given back. */
  async clear(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.dispose();
  }

  /** Disposing of the model disposes of its contexts. */
  close(): Promise<void> {
    return this.#model.dispose();
  }

  async #open(): Promise<LlamaContextSequence> {
    const batchSize = Math.min(batchTokens, this.#contextOptions.contextSize);
    const context = await this.#model.createContext({
      ...this.#contextOptions,
      batchSize,
      batching: { dispatchSchedule: (run) => run() },
    });
    this.#contexts.push(context);
    return context.getSequence();
  }
}

class ModelDrafter implements Drafter {
  readonly #open: () => Promise<LlamaContextSequence>;
  #sequence: LlamaContextSequence | null = null;
  #tokens: Token[] = [];

  constructor(open: () => Promise<LlamaContextSequence>) {
    this.#open = open;
  }

  reset(tokens: readonly Token[]): void {
    this.#tokens = [...tokens];
  }

  push(tokens: readonly Token[]): void {
    this.#tokens.push(...tokens);
  }

  look(): Guess | null {
    return this.#tokens.length > 1 ? { kind: 'draft', available: maxDraftTokens, first: null } : null;
  }

  async draft(count: number): Promise<Token[]> {
    if (!this.#sequence || this.#sequence.disposed) this.#sequence = await this.#open();
    const sequence = this.#sequence;
    const read = this.#tokens.slice(0, -1);
    const last = this.#tokens.at(-1);
    if (last === undefined || this.#tokens.length + count + 2 > sequence.contextSize) return [];
    await sequence.adaptStateToTokens(read, false);
    const missing = read.slice(sequence.nextTokenIndex);
    if (missing.length > catchUpTokens) {
      await sequence.evaluateWithoutGeneratingNewTokens(missing.slice(0, catchUpTokens));
      return [];
    }
    const drafted: Token[] = [];
    const generation = sequence.evaluateWithMetadata([...missing, last], { confidence: true }, { temperature: 0 });
    for await (const { token, confidence } of generation) {
      if (confidence < minConfidence) break;
      drafted.push(token);
      if (drafted.length >= count) break;
    }
    return drafted;
  }

  clear(): void {
    this.#tokens = [];
  }
}
