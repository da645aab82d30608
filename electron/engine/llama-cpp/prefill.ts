import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** llama.cpp cannot be interrupted within a batch, so a slice bounds how long an abort waits. */
const firstSliceTokens = 256;
const minSliceTokens = 128;
const targetSliceMs = 400;

/**
 * Brings the sequence's KV cache to these tokens, keeping the prefix it already holds, in slices between which an
 * abort counts. After an abort the cache holds a shorter prefix, and is whole. The library reads a prompt in one go.
 */
export async function prefill(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  signal: AbortSignal,
  onProgress: (doneTokens: number, totalTokens: number) => void,
): Promise<void> {
  await sequence.adaptStateToTokens([...tokens], false);
  const reused = sequence.nextTokenIndex;
  const total = tokens.length - reused;
  onProgress(0, total);
  // A short rest goes with the first token's own evaluation: a second one would only cost time.
  if (total <= minSliceTokens) return;
  let slice = firstSliceTokens;
  for (let done = 0; done < total && !signal.aborted;) {
    const part = tokens.slice(reused + done, reused + done + slice);
    const startedAt = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(part);
    done += part.length;
    onProgress(done, total);
    const factor = targetSliceMs / Math.max(1, performance.now() - startedAt);
    slice = Math.round(Math.min(sequence.context.batchSize, Math.max(minSliceTokens, slice * factor)));
  }
}
