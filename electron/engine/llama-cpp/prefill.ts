import type { LlamaModel, Token } from 'node-llama-cpp';
import type { LentSlot } from './conversation-slots.ts';

/** llama.cpp cannot be interrupted within a batch, so a slice bounds how long an abort waits. */
const firstSliceTokens = 128;
const targetSliceMs = 440;
/** While others write, a slice is also how long their next token waits. */
const firstSharedSliceTokens = 32;
const targetSharedSliceMs = 120;
const minSliceTokens = 16;
/** Rows are computed in tiles: on a CPU, 96 tokens cost nearly what 128 do. */
const tileTokens = 64;
/** A short rest goes with the first token's own evaluation: a second one would only cost time. */
const maxRestTokens = 128;
const maxSharedRestTokens = 32;

/** How fast the last slice of each model was: the first one of the next prompt is not too long then. */
const knownSpeeds = new WeakMap<LlamaModel, number>();

/** How many tokens a slice takes that is to last so long; null is a speed that is not known yet. */
export function chooseSlice(tokensPerMs: number | null, shared: boolean, mostTokens: number): number {
  const first = shared ? firstSharedSliceTokens : firstSliceTokens;
  const wanted = tokensPerMs === null ? first : tokensPerMs * (shared ? targetSharedSliceMs : targetSliceMs);
  const whole = wanted < 0.75 * tileTokens ? Math.round(wanted) : Math.round(wanted / tileTokens) * tileTokens;
  return Math.min(mostTokens, Math.max(minSliceTokens, whole));
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
  const { model } = slot.sequence;
  for (let done = 0; !signal.aborted && total - done > (lane.shared ? maxSharedRestTokens : maxRestTokens);) {
    done += await lane.run(async () => {
      if (signal.aborted) return 0;
      const slice = chooseSlice(knownSpeeds.get(model) ?? null, lane.shared, slot.sequence.context.batchSize);
      const part = tokens.slice(reused + done, reused + done + slice);
      const startedAt = performance.now();
      await slot.sequence.evaluateWithoutGeneratingNewTokens(part);
      knownSpeeds.set(model, part.length / Math.max(1, performance.now() - startedAt));
      return part.length;
    });
    onProgress(done, total);
  }
  return reused;
}
