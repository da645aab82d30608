/** Part of a document that is read as one, and the first of its tokens that the part before did not count. */
export interface TextWindow {
  start: number;
  /** The token behind the last. */
  end: number;
  countFrom: number;
}

/** Negative log-likelihood of the tokens that count in a window, summed. */
export interface WindowLoss {
  tokens: number;
  loss: number;
}

/** The windows of a document of so many tokens, each half its length on from the one before. */
export function planWindows(documentTokens: number, windowTokens: number): TextWindow[] {
  const stride = Math.max(1, Math.floor(windowTokens / 2));
  const windows: TextWindow[] = [];
  for (let start = 0, counted = 0; counted < documentTokens; start += stride) {
    const end = Math.min(documentTokens, start + windowTokens);
    windows.push({ start, end, countFrom: counted });
    counted = end;
  }
  return windows;
}

/** The exponential of the mean negative log-likelihood. */
export function toPerplexity(windows: readonly WindowLoss[]): { perplexity: number; tokens: number } {
  const tokens = windows.reduce((sum, window) => sum + window.tokens, 0);
  const loss = windows.reduce((sum, window) => sum + window.loss, 0);
  return { perplexity: Math.exp(loss / Math.max(1, tokens)), tokens };
}

/** Two levels on the windows that both have read; null where they share none, or split the text differently. */
export function comparePerplexity(
  windows: readonly WindowLoss[],
  reference: readonly WindowLoss[],
): { perplexity: number; reference: number; tokens: number } | null {
  const shared = Math.min(windows.length, reference.length);
  const own = windows.slice(0, shared);
  const others = reference.slice(0, shared);
  if (shared === 0 || own.some(({ tokens }, index) => tokens !== others[index]!.tokens)) return null;
  const { perplexity, tokens } = toPerplexity(own);
  return { perplexity, reference: toPerplexity(others).perplexity, tokens };
}
