import type { LlamaModel, Token } from 'node-llama-cpp';
import type { LentSlot } from './conversation-slots.ts';

/** llama.cpp cannot be interrupted within a batch, so a slice bounds how long an abort waits. */
const firstSliceTokens = 128;
const targetSliceMs = 440;
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

/** How many tokens a slice takes that is to last so long; null is a speed that is not known yet. */
export function chooseSlice(tokensPerMs: number | null, shared: boolean, mostTokens: number): number {
  const first = shared ? firstSharedSliceTokens : firstSliceTokens;
  const wanted = tokensPerMs === null ? first : tokensPerMs * (shared ? targetSharedSliceMs : targetSliceMs);
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
