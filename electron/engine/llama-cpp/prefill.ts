import type { Token } from 'node-llama-cpp';
import type { LentSlot } from './conversation-slots.ts';

/** llama.cpp cannot be interrupted within a batch, so a slice bounds how long an abort waits. */
const firstSliceTokens = 256;
const targetSliceMs = 400;
/** While others write, a slice is also how long their next token waits. */
const firstSharedSliceTokens = 32;
const targetSharedSliceMs = 120;
const minSliceTokens = 16;
/** A short rest goes with the first token's own evaluation: a second one would only cost time. */
const maxRestTokens = 128;
const maxSharedRestTokens = 32;

/** How many tokens a slice takes, from how fast the last ones were. */
class SliceSize {
  #tokensPerMs: number | null = null;

  next(shared: boolean, most: number): number {
    const first = shared ? firstSharedSliceTokens : firstSliceTokens;
    const wanted =
      this.#tokensPerMs === null ? first : this.#tokensPerMs * (shared ? targetSharedSliceMs : targetSliceMs);
    return Math.round(Math.min(most, Math.max(minSliceTokens, wanted)));
  }

  measure(tokens: number, milliseconds: number): void {
    this.#tokensPerMs = tokens / Math.max(1, milliseconds);
  }
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
  const size = new SliceSize();
  for (let done = 0; !signal.aborted && total - done > (lane.shared ? maxSharedRestTokens : maxRestTokens);) {
    done += await lane.run(async () => {
      if (signal.aborted) return 0;
      const slice = size.next(lane.shared, slot.sequence.context.batchSize);
      const part = tokens.slice(reused + done, reused + done + slice);
      const startedAt = performance.now();
      await slot.sequence.evaluateWithoutGeneratingNewTokens(part);
      size.measure(part.length, performance.now() - startedAt);
      return part.length;
    });
    onProgress(done, total);
  }
  return reused;
}
