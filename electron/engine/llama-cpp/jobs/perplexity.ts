import type { ControlledEvaluateIndexOutput, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import { planWindows, type TextWindow, toPerplexity, type WindowLoss } from '../../../../models/quality/perplexity.ts';
import type { Passage } from '../../../../models/quality/quality-text.ts';
import type { PerplexityResult } from '../../../host/engine/engine-protocol.ts';
import type { LoadedLlamaModel } from '../loading/load-model.ts';

/** What is to be read, and with what. */
interface PerplexityTask {
  model: LlamaModel;
  /** Its context is as long as a window: as long as that of llama.cpp's own tool is best. */
  sequence: LlamaContextSequence;
  documents: readonly Passage[][];
  /** After it no further window is begun, ms. */
  budgetMs: number;
}

/** A token, and whether it counts. */
interface TextToken {
  token: Token;
  counts: boolean;
}

/** llama.cpp cannot be interrupted within a batch. */
const firstSliceTokens = 32;
const targetSliceMs = 300;

/** As long as those of llama.cpp's own tool. */
const windowTokens = 512;
/** What reading may take, ms. */
const budgetMs = 50_000;

/** The perplexity of a loaded model, whose chats are closed, on documents. Throws `aborted`. */
export async function measurePerplexity(
  { model, info }: LoadedLlamaModel,
  documents: readonly Passage[][],
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<PerplexityResult> {
  const contextSize = Math.min(windowTokens, model.trainContextSize);
  const { threads, flashAttention } = info;
  const context = await model.createContext({ contextSize, batchSize: contextSize, threads, flashAttention });
  try {
    const task = { model, sequence: context.getSequence(), documents, budgetMs };
    const windows = await measureLoss(task, onProgress, signal);
    if (!windows) throw new AppError('aborted', 'The measurement was ended.');
    return { ...toPerplexity(windows), windows };
  } finally {
    await context.dispose();
  }
}

/**
 * Reads documents in windows, each from an empty KV cache, and sums the negative log-likelihood of their tokens. Out
 * of time, it gives what it has read: at least one window. Returns null once it is aborted.
 */
async function measureLoss(
  task: PerplexityTask,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<WindowLoss[] | null> {
  const startedAt = performance.now();
  const { model, sequence } = task;
  const bos = model.tokens.shouldPrependBosToken ? model.tokens.bos : null;
  const lead: TextToken[] = bos === null ? [] : [{ token: bos, counts: false }];
  const parts = task.documents.flatMap((document) => {
    const tokens = tokenize(model, document);
    return planWindows(tokens.length, sequence.context.contextSize - lead.length).map((window) => [
      ...lead,
      ...cutWindow(tokens, window),
    ]);
  });
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const losses: WindowLoss[] = [];
  const reader = new WindowReader(sequence, signal);
  let done = 0;
  for (const part of parts) {
    const spentMs = performance.now() - startedAt;
    // A window is begun only if it ends in time, as far as the ones before tell.
    if (done > 0 && (spentMs * (done + part.length)) / done > task.budgetMs) break;
    const loss = await reader.read(part, (tokens) => onProgress((done + tokens) / total));
    if (!loss) return null;
    losses.push(loss);
    done += part.length;
  }
  return losses;
}

function tokenize(model: LlamaModel, document: readonly Passage[]): TextToken[] {
  return document.flatMap(({ text, counts }) => model.tokenize(text, true).map((token) => ({ token, counts })));
}

function cutWindow(tokens: readonly TextToken[], { start, end, countFrom }: TextWindow): TextToken[] {
  return tokens
    .slice(start, end)
    .map(({ token, counts }, index) => ({ token, counts: counts && start + index >= countFrom }));
}

class WindowReader {
  readonly #sequence: LlamaContextSequence;
  readonly #signal: AbortSignal;
  #sliceTokens = firstSliceTokens;

  constructor(sequence: LlamaContextSequence, signal: AbortSignal) {
    this.#sequence = sequence;
    this.#signal = signal;
  }

  /** The summed loss of a window's tokens that count; null once it is aborted. */
  async read(window: readonly TextToken[], onProgress: (tokens: number) => void): Promise<WindowLoss | null> {
    await this.#sequence.clearHistory();
    const sum = { tokens: 0, loss: 0 };
    // The last token predicts nothing that is in the window.
    for (let at = 0; at < window.length - 1;) {
      if (this.#signal.aborted) return null;
      const end = Math.min(window.length - 1, at + this.#sliceTokens);
      await this.#readSlice(window, at, end, sum);
      at = end;
      onProgress(at);
    }
    return sum;
  }

  async #readSlice(window: readonly TextToken[], start: number, end: number, sum: WindowLoss): Promise<void> {
    const startedAt = performance.now();
    const outputs = await this.#sequence.controlledEvaluate(
      window.slice(start, end).map(({ token }, index) => {
        const next = window[start + index + 1]!;
        if (!next.counts) return token;
        // Greedy sampling selects the largest logit: `includeMax` of the pinned version leaves it out.
        const logits = { filter: { tokens: [next.token], includeSelected: true } };
        return [token, { generateNext: { logits, totalLogitWeight: true, options: { temperature: 0 } } }];
      }),
    );
    const tokensPerMs = (end - start) / Math.max(1, performance.now() - startedAt);
    const { batchSize } = this.#sequence.context;
    this.#sliceTokens = Math.max(8, Math.min(batchSize, Math.round(tokensPerMs * targetSliceMs)));
    for (let index = start; index < end; index++) {
      const next = window[index + 1]!;
      if (!next.counts) continue;
      sum.tokens++;
      sum.loss += readLoss(outputs[index - start], next.token);
    }
  }
}

/** The total weight is the sum of exp(logit − largest logit), so that −log p = log total − (logit − largest). */
function readLoss(output: ControlledEvaluateIndexOutput | undefined, token: Token): number {
  const { logits, totalLogitWeight } = output?.next ?? {};
  const logit = logits?.get(token);
  if (!logits || logit === undefined || totalLogitWeight === undefined) {
    throw new Error('the library gave no logits for a token');
  }
  return Math.log(totalLogitWeight) - (logit - Math.max(...logits.values()));
}
