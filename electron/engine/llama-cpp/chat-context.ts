import type {
  ChatHistoryItem,
  ChatWrapper,
  LlamaChat,
  LlamaContext,
  LlamaContextOptions,
  LlamaContextSequence,
  LlamaModel,
} from 'node-llama-cpp';
import { AppError } from '../../../models/app-error.ts';
import type { Sampling } from '../../../models/settings.ts';
import type { GenerateOptions, GenerateResult } from '../../host/engine/engine-protocol.ts';
import type { GenerationListener } from '../runtime.ts';
import { type ChatRenderer, dropOldestTurns, renderChat, trimLastExchange } from './context-window.ts';
import { countSeams, countTokensRoughly, keepRecentTurns } from './bound-input.ts';
import { prefill } from './prefill.ts';
import { ReplyMeter } from './reply-meter.ts';
import { beginChat, continueChat, type ResidentSession, rememberSession } from './session-history.ts';

type ContextOptions = Pick<LlamaContextOptions, 'contextSize' | 'batchSize' | 'threads'>;

interface OpenContext {
  context: LlamaContext;
  sequence: LlamaContextSequence;
  chat: LlamaChat;
}

/**
 * The one context of a loaded model, and the conversation whose KV state it holds. The host sends the whole history
 * with every prompt; the KV state is a cache of it, reused as far as the tokens agree.
 */
export class ChatContext {
  readonly #model: LlamaModel;
  readonly #renderer: ChatRenderer;
  readonly #options: ContextOptions;
  #open: OpenContext | null = null;
  #resident: ResidentSession | null = null;
  /** Sessions whose tokens this context has ever held: freed cells are overwritten later, not at once. */
  readonly #touchedBy = new Set<string>();

  constructor(model: LlamaModel, chatWrapper: ChatWrapper, options: ContextOptions) {
    this.#model = model;
    this.#renderer = { chatWrapper, tokenizer: model.tokenizer };
    this.#options = options;
  }

  get contextSize(): number {
    return this.#open?.context.contextSize ?? 0;
  }

  async open(): Promise<OpenContext> {
    if (this.#open) return this.#open;
    const { LlamaChat } = await import('node-llama-cpp');
    const context = await this.#model.createContext({ ...this.#options, sequences: 1 });
    const sequence = context.getSequence();
    const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: this.#renderer.chatWrapper });
    this.#open = { context, sequence, chat };
    return this.#open;
  }

  /** Frees the whole context, when the session ever was in it, and makes a new one, which llama.cpp zeroes. */
  async forget(sessionId: string): Promise<void> {
    if (this.#resident?.sessionId === sessionId) this.#resident = null;
    if (!this.#touchedBy.has(sessionId)) return;
    await this.close();
    await this.open();
  }

  async close(): Promise<void> {
    this.#resident = null;
    this.#touchedBy.clear();
    const open = this.#open;
    this.#open = null;
    await open?.context.dispose();
  }

  /** Generates one reply. An abort at any point leaves a KV state that the next prompt can build on. */
  async generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult> {
    const meter = new ReplyMeter(listener);
    const { sequence, chat, context } = await this.open();
    this.#touchedBy.add(options.sessionId);
    if (this.#resident?.sessionId !== options.sessionId) this.#resident = null;
    await this.#requireRoom(options.prompt, signal);
    if (signal.aborted) return meter.finish('aborted');
    const chatItems = this.#fitChat(options, meter);
    const tokens = renderChat(this.#renderer, chatItems);
    meter.promptTokens = tokens.length;
    await prefill(sequence, tokens.slice(0, -1), signal, listener.onPrefill);
    if (signal.aborted) return meter.finish('aborted');
    try {
      const { lastEvaluation, metadata } = await chat.generateResponse(chatItems, {
        ...toLibrarySampling(options.sampling),
        signal,
        stopOnAbortSignal: true,
        onResponseChunk: meter.add,
        budgets: { includeCurrentResponse: true },
        contextShift: {
          size: shiftSize(context.contextSize),
          strategy: async ({ chatHistory, maxTokensCount }) => {
            const shifted = await this.#shift(chatHistory, maxTokensCount, sequence, signal);
            meter.shift();
            return { chatHistory: shifted, metadata: { shifted: true } };
          },
        },
      });
      this.#resident = rememberSession(options, meter.answer, lastEvaluation.contextWindow);
      return meter.finish(toStopReason(metadata.stopReason));
    } catch (error) {
      if (signal.aborted && error === signal.reason) return meter.finish('aborted');
      throw error;
    }
  }

  /** Refuses a prompt that is far too long before it is rendered and tokenized as a whole. */
  async #requireRoom(prompt: string, signal: AbortSignal): Promise<void> {
    if (prompt.length <= this.contextSize) return;
    const tokens = await countTokensRoughly(this.#renderer.tokenizer, prompt, signal);
    if (tokens - countSeams(prompt) > this.contextSize) throw this.#promptTooLong(tokens);
  }

  /** Before the first token: drops the oldest turns of a chat that is longer than the context. */
  #fitChat(options: GenerateOptions, meter: ReplyMeter): ChatHistoryItem[] {
    const { contextSize } = this;
    const replyRoom = Math.max(1, Math.min(64, Math.floor(contextSize / 16)));
    const resumed = this.#resident && continueChat(this.#renderer.chatWrapper, options, this.#resident);
    const history = resumed ? options.history : keepRecentTurns(options.history, contextSize);
    const items = resumed ?? beginChat(this.#renderer.chatWrapper, { ...options, history });
    const fits = renderChat(this.#renderer, items).length + replyRoom <= contextSize;
    if (fits && history.length === options.history.length) return items;
    const fitted = fits
      ? items
      : (dropOldestTurns(this.#renderer, items, contextSize - shiftSize(contextSize)) ??
        dropOldestTurns(this.#renderer, items, contextSize - replyRoom));
    if (fitted) {
      meter.shift();
      return fitted;
    }
    const alone = beginChat(this.#renderer.chatWrapper, { ...options, history: [] });
    throw this.#promptTooLong(renderChat(this.#renderer, alone).length);
  }

  #promptTooLong(promptTokens: number): AppError {
    const { contextSize } = this;
    const message =
      `This message is ${promptTokens} tokens long, and the model's context holds ${contextSize} with the reply. ` +
      'Shorten it, or choose a larger context in the settings.';
    return new AppError('promptTooLong', message, { data: { promptTokens, contextSize } });
  }

  /** Amid a reply that fills the context. Reads the shorter chat in here, in slices, where an abort still counts. */
  async #shift(
    items: readonly ChatHistoryItem[],
    maxTokens: number,
    sequence: LlamaContextSequence,
    signal: AbortSignal,
  ): Promise<ChatHistoryItem[]> {
    const lastStart = items.findLastIndex((item) => item.type === 'user');
    const system = items[0]?.type === 'system' ? items.slice(0, 1) : [];
    const shifted =
      dropOldestTurns(this.#renderer, items, maxTokens) ??
      trimLastExchange(this.#renderer, [...system, ...items.slice(lastStart)], maxTokens);
    await prefill(sequence, renderChat(this.#renderer, shifted), signal, () => undefined);
    return shifted;
  }
}

/** How much of a full context is freed at once: a tenth, so that the next shift is not near. */
function shiftSize(contextSize: number): number {
  return Math.max(1, Math.floor(contextSize / 10));
}

function toStopReason(reason: string): GenerateResult['stopReason'] {
  if (reason === 'abort') return 'aborted';
  return reason === 'maxTokens' ? 'maxTokens' : 'endOfReply';
}

function toLibrarySampling({ temperature, topK, topP, minP, repeatPenalty, seed, maxTokens }: Sampling) {
  return {
    temperature,
    topK,
    topP,
    minP,
    repeatPenalty: repeatPenalty === 1 ? (false as const) : { penalty: repeatPenalty },
    // The library seeds by the second: two replies within one would be alike.
    seed: seed ?? Math.floor(Math.random() * 2 ** 32),
    ...(maxTokens === null ? {} : { maxTokens }),
  };
}
