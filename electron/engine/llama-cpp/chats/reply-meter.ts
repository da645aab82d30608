import type { LlamaChatResponseChunk } from 'node-llama-cpp';
import type { GenerateResult } from '../../../host/engine/engine-protocol.ts';
import type { GenerationListener } from '../../runtime.ts';

/** Passes a reply on as it grows, and counts its tokens and its times. */
export class ReplyMeter {
  promptTokens = 0;
  reusedTokens = 0;
  droppedMessages = 0;
  contextSize = 0;
  /** Tokens of context that are taken after the reply; null for those that were counted on the way. */
  usedTokens: number | null = null;
  seed: number | null = null;
  speculation: GenerateResult['speculation'] = null;
  answer = '';
  readonly #listener: GenerationListener;
  readonly #startedAt = performance.now();
  #firstAt: number | null = null;
  #lastAt = 0;
  #answerTokens = 0;
  #reasoningTokens = 0;
  #shifted = false;
  readonly #gapsMs: number[] = [];

  constructor(listener: GenerationListener) {
    this.#listener = listener;
  }

  readonly add = (chunk: LlamaChatResponseChunk): void => {
    const tokens = chunk.tokens.length;
    if (tokens === 0 && chunk.text === '') return;
    const now = performance.now();
    if (this.#firstAt !== null) this.#gapsMs.push(now - this.#lastAt);
    this.#lastAt = now;
    this.#firstAt ??= now;
    if (chunk.type === 'segment') {
      this.#reasoningTokens += tokens;
      this.#listener.onText('reasoning', chunk.text, tokens);
    } else {
      this.#answerTokens += tokens;
      this.answer += chunk.text;
      this.#listener.onText('answer', chunk.text, tokens);
    }
  };

  /** Turns were dropped for want of room. */
  shift(): void {
    this.#shifted = true;
    this.#listener.onContextShift();
  }

  finish(stopReason: GenerateResult['stopReason']): GenerateResult {
    const firstAt = this.#firstAt ?? performance.now();
    return {
      stopReason,
      promptTokens: this.promptTokens,
      answerTokens: this.#answerTokens,
      reasoningTokens: this.#reasoningTokens,
      firstTokenMs: firstAt - this.#startedAt,
      decodeMs: this.#firstAt === null ? 0 : this.#lastAt - this.#firstAt,
      tokenGapMs: percentile95(this.#gapsMs),
      contextShifted: this.#shifted,
      droppedMessages: this.droppedMessages,
      reusedTokens: this.reusedTokens,
      seed: this.seed,
      speculation: this.speculation,
      context: { usedTokens: this.usedTokens ?? this.#countTokens(), size: this.contextSize },
    };
  }

  #countTokens(): number {
    return this.promptTokens + this.#answerTokens + this.#reasoningTokens;
  }
}

function percentile95(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
}
