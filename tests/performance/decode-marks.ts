/** How many tokens of a reply were there when. */
export interface Mark {
  tokens: number;
  atMs: number;
}

/**
 * Tokens a second between two marks that came about alike: the first one comes at once, the last one with the end of
 * the reply, and those between them wait for company.
 */
export function measureSteadySpeed(marks: readonly Mark[]): number {
  const [from, to] = [marks[1], marks.at(-2)];
  if (!from || !to || to.tokens <= from.tokens)
    throw new Error('The reply came in too few pieces to measure its speed');
  return ((to.tokens - from.tokens) * 1000) / (to.atMs - from.atMs);
}

/** Tokens a second from the first mark to the last: for marks that come one a token, none of which waits. */
export function measureTokenSpeed(marks: readonly Mark[]): number {
  const [from, to] = [marks[0], marks.at(-1)];
  if (!from || !to || to.tokens <= from.tokens) throw new Error('The reply has too few tokens to measure its speed');
  return ((to.tokens - from.tokens) * 1000) / (to.atMs - from.atMs);
}
