/** What a conversation may take of a context, so that a reply has room for as many tokens again as a third of it. */
const comfortableShare = 0.75;

/** Whether a prompt of so many tokens leaves enough of a context for its reply. */
export function fitsComfortably(promptTokens: number, contextSize: number): boolean {
  return promptTokens <= contextSize * comfortableShare;
}

/** The context to load for a prompt of so many tokens: the present one, doubled until that fits, or the longest. */
export function growContext(contextSize: number, longestContextSize: number, promptTokens: number): number {
  let size = contextSize;
  while (size < longestContextSize && !fitsComfortably(promptTokens, size)) size *= 2;
  return Math.max(contextSize, Math.min(size, longestContextSize));
}
