import type { ModelShape } from './model-shape.ts';

/**
 * Tokens of a context that is read in a moment however it is attended to. On a CPU flash attention reads prompts faster,
 * by a fifth to a third, but from some hundred cells on it decodes more slowly and verifies drafts more slowly still; and
 * the scores that it saves are few here.
 */
const shortContextSize = 1024;

/** Flash attention where the user has chosen nothing: `false`, or undefined where it is left to llama.cpp. */
export function chooseFlashAttention({ trainContextSize }: ModelShape, isOnCpu: boolean): false | undefined {
  const isShort = trainContextSize > 0 && trainContextSize <= shortContextSize;
  return isOnCpu && isShort ? false : undefined;
}
