import { setImmediate as yieldToRequests } from 'node:timers/promises';
import type { Tokenizer } from 'node-llama-cpp';

/** Tokenizing takes time that grows with the square of a text's length where characters are not in the vocabulary. */
const pieceCharacters = 4096;
/** No ordinary text has longer tokens on average: what is beyond cannot fit. */
export const maxCharactersPerToken = 12;

/**
 * About how many tokens a text has, at most a few too many: it is counted in pieces, between which other requests are
 * answered, where one call could block this process for minutes. Stops early when aborted.
 */
export async function countTokensRoughly(tokenizer: Tokenizer, text: string, signal: AbortSignal): Promise<number> {
  let tokens = 0;
  for (let at = 0; at < text.length && !signal.aborted; at += pieceCharacters) {
    tokens += tokenizer(text.slice(at, at + pieceCharacters), false).length;
    await yieldToRequests();
  }
  return tokens;
}

/** How far off a count can be: a seam between pieces may split a token, and pairs of them. */
export function countSeams(text: string): number {
  return 4 * Math.floor(text.length / pieceCharacters);
}
