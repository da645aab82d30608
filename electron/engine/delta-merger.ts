import type { Channel, Delta } from '../../models/conversation/conversation.ts';

/** Merged text and how many tokens of the reply there are so far. */
export interface MergedDeltas {
  seq: number;
  deltas: Delta[];
  tokens: number;
  decodeMs: number;
}

/** Longest time text waits for company, ms: two frames. Each message wakes the host, which costs decode its core. */
const mergeMs = 32;

/** Sends the first text at once and what follows at most every few ms: a message a token would slow decode. */
export class DeltaMerger {
  readonly #send: (merged: MergedDeltas) => void;
  #pending: Delta[] = [];
  #pendingTokens = 0;
  #tokens = 0;
  #seq = 0;
  #firstAt: number | null = null;
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (merged: MergedDeltas) => void) {
    this.#send = send;
  }

  add(channel: Channel, text: string, tokens: number): void {
    const now = performance.now();
    this.#firstAt ??= now;
    const last = this.#pending.at(-1);
    if (last?.channel === channel) last.text += text;
    else if (text !== '') this.#pending.push({ channel, text });
    this.#pendingTokens += tokens;
    if (now - this.#sentAt >= mergeMs) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), this.#sentAt + mergeMs - now);
  }

  /** Sends what waits. Called before the end of a reply, too. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending.length === 0 && this.#pendingTokens === 0) return;
    const now = performance.now();
    this.#tokens += this.#pendingTokens;
    this.#send({
      seq: this.#seq++,
      deltas: this.#pending,
      tokens: this.#tokens,
      decodeMs: now - (this.#firstAt ?? now),
    });
    this.#pending = [];
    this.#pendingTokens = 0;
    this.#sentAt = now;
  }
}
