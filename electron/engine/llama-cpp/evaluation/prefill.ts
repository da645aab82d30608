import type { LlamaModel, Token } from 'node-llama-cpp';
import type { LentSlot } from '../chats/conversation-slots.ts';
import { Evaluator } from './evaluator.ts';
import { PrefillThreads } from '../threads/prefill-threads.ts';

/** Where a batch cannot be interrupted, a slice bounds how long an abort waits. */
const firstSliceTokens = 128;
const targetSliceMs = 440;
/** Where it can be, a slice bounds what is lost with it, and how long a single node of its graph takes. */
const targetWholeSliceMs = 2400;
/** While others write, a slice is also how long their next token waits. */
const firstSharedSliceTokens = 32;
const targetSharedSliceMs = 120;
/** Far into a long prompt even few tokens take long on a slow machine. */
const minSliceTokens = 8;
/** Rows are computed in tiles: 8,000 tokens into a prompt, 64 of them took 0.9 s on a CPU, and 48 took 1.7 s. */
const tileTokens = 64;
/** How much longer than wanted a slice may last to be of whole tiles. */
const wholeTileStretch = 1.25;
/** A short rest goes with the first token's own evaluation: a second one would only cost time. */
const maxRestTokens = 128;
const maxSharedRestTokens = 32;

/** How fast the last slice of each model was: the first one of the next prompt is not too long then. */
const knownSpeeds = new WeakMap<LlamaModel, number>();

/** What bounds a slice: others wait for it, it can be interrupted, or neither. */
export type SliceKind = 'shared' | 'interruptible' | 'alone';

const targetsMs: Record<SliceKind, number> = {
  shared: targetSharedSliceMs,
  interruptible: targetWholeSliceMs,
  alone: targetSliceMs,
};

/** How many tokens a slice takes; null is a speed that is not known yet. */
export function chooseSlice(tokensPerMs: number | null, kind: SliceKind, mostTokens: number): number {
  const first = kind === 'shared' ? firstSharedSliceTokens : firstSliceTokens;
  const wanted = tokensPerMs === null ? first : tokensPerMs * targetsMs[kind];
  const tiles = Math.floor((wanted * wholeTileStretch) / tileTokens);
  return Math.min(mostTokens, Math.max(minSliceTokens, tiles > 0 ? tiles * tileTokens : Math.round(wanted)));
}

/**
 * Brings the slot's KV cache to these tokens, keeping the prefix it already holds, in slices between which an
 * abort counts and other replies go on. After an abort the cache holds a shorter prefix, and is whole. The library
 * reads a prompt in one go. Resolves with how many tokens the cache held already.
 */
export async function prefill(
  slot: LentSlot,
  tokens: readonly Token[],
  signal: AbortSignal,
  onProgress: (doneTokens: number, totalTokens: number) => void,
): Promise<number> {
  const { lane } = slot;
  // The slot's sequence may be another one after each turn.
  await lane.run(() => slot.sequence.adaptStateToTokens([...tokens], false));
  const reused = slot.sequence.nextTokenIndex;
  const total = tokens.length - reused;
  onProgress(0, total);
  for (let done = 0; !signal.aborted && total - done > (lane.shared ? maxSharedRestTokens : maxRestTokens);) {
    done += await lane.run(() => readSlice(slot, tokens.slice(reused + done), signal));
    onProgress(done, total);
  }
  return reused;
}

/** In a turn: reads the beginning of these tokens; 0 where that was interrupted. */
async function readSlice(slot: LentSlot, tokens: readonly Token[], signal: AbortSignal): Promise<number> {
  if (signal.aborted) return 0;
  const { lane, sequence } = slot;
  const evaluator = Evaluator.of(sequence);
  const kind = lane.shared ? 'shared' : evaluator ? 'interruptible' : 'alone';
  const part = tokens.slice(0, chooseSlice(knownSpeeds.get(sequence.model) ?? null, kind, sequence.context.batchSize));
  const isRead = await withThreads(sequence.model, part.length, kind !== 'shared', async () => {
    if (evaluator) return readInterruptibly(slot, evaluator, part, signal);
    await sequence.evaluateWithoutGeneratingNewTokens(part);
    return true;
  });
  return isRead ? part.length : 0;
}

/** Reads so many tokens with the threads that are best for it, and notes how fast that was. */
async function withThreads(
  model: LlamaModel,
  tokens: number,
  comparable: boolean,
  read: () => Promise<boolean>,
): Promise<boolean> {
  const threads = PrefillThreads.of(model);
  const { llama } = model;
  const decodeThreads = llama.maxThreads;
  if (threads) llama.maxThreads = threads.choose(comparable);
  const startedAt = performance.now();
  try {
    const isRead = await read();
    const tokensPerMs = tokens / Math.max(1, performance.now() - startedAt);
    if (isRead) knownSpeeds.set(model, tokensPerMs);
    if (isRead && comparable) threads?.note(tokensPerMs);
    return isRead;
  } finally {
    if (threads) llama.maxThreads = decodeThreads;
  }
}

/** An abort interrupts, and so does another reply that would have to wait for a long slice. */
async function readInterruptibly(
  { lane, sequence }: LentSlot,
  evaluator: Evaluator,
  tokens: readonly Token[],
  signal: AbortSignal,
): Promise<boolean> {
  let isWanted = !signal.aborted;
  const interrupt = () => {
    isWanted = false;
    evaluator.interrupt();
  };
  signal.addEventListener('abort', interrupt, { once: true });
  if (!lane.shared) lane.whenWanted(interrupt);
  try {
    return await evaluator.read(sequence, tokens, () => isWanted);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
