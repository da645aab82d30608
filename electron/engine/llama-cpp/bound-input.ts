import { setImmediate as yieldToRequests } from 'node:timers/promises';
import type { Tokenizer } from 'node-llama-cpp';
import type { HistoryTurn } from '../../host/engine/engine-protocol.ts';

/** Tokenizing takes time that grows with the square of a text's length where characters are not in the vocabulary. */
const pieceCharacters = 4096;
/** No ordinary text has longer tokens on average: what is beyond cannot fit. */
const maxCharactersPerToken = 12;

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

/** The newest turns that could fit into so many tokens at all, beginning with a user's. */
export function keepRecentTurns(history: readonly HistoryTurn[], maxTokens: number): HistoryTurn[] {
  let room = maxTokens * maxCharactersPerToken;
  let start = history.length;
  while (start > 0) {
    room -= history[start - 1]?.text.length ?? 0;
    if (room < 0) break;
    start--;
  }
  if (start > 0) while (history[start]?.role === 'assistant') start++;
  return history.slice(start);
}
