import type { LLamaChatGenerateResponseOptions } from 'node-llama-cpp';
import type { Sampling } from '../../../../models/settings.ts';

/** The seed of a reply: the chosen one, or one that is drawn, so that the reply can be repeated. */
export function settleSeed({ seed }: Pick<Sampling, 'seed'>): number {
  return seed ?? Math.floor(Math.random() * 2 ** 32);
}

/**
 * The seed for one token of a reply. By its place, so that neither drafted tokens nor a new context change what the
 * rest of the reply draws. With the same prompt, seed and threads a reply repeats itself word for word where its
 * batches are the same. Quantised weights round differently in other batches: a prompt of which a part was in the KV
 * cache, or a reply that was drafted for, can part from its twin where two tokens are nearly as likely. F32 does not.
 */
export function seedOfToken(seed: number, place: number): number {
  let mixed = (seed ^ Math.imul(place + 1, 0x9e37_79b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35) >>> 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Whether drafts leave a reply what it would be: penalties look at tokens that a draft does not know yet. */
export function allowsDrafts({ temperature, repeatPenalty, seed }: Sampling): boolean {
  // Whoever chooses a seed wants the same reply again, to the last rounding.
  return repeatPenalty === 1 && (temperature === 0 || seed === null);
}

/** The sampling in the library's terms. */
export function toLibrarySampling(
  { temperature, topK, topP, minP, repeatPenalty, maxTokens }: Sampling,
  seed: number,
): LLamaChatGenerateResponseOptions {
  return {
    temperature,
    topK,
    topP,
    minP,
    // Left out, it is on.
    repeatPenalty: repeatPenalty === 1 ? false : { penalty: repeatPenalty },
    seed,
    ...(maxTokens === null ? {} : { maxTokens }),
  };
}
