import type { ChatHistoryItem, ChatWrapper, LlamaModel } from 'node-llama-cpp';
import { AppError } from '../../../models/app-error.ts';
import type { Sampling } from '../../../models/settings.ts';
import type { GenerateOptions, GenerateResult, ReplyPriority } from '../../host/engine/engine-protocol.ts';
import type { GenerationListener } from '../runtime.ts';
import { countSeams, countTokensRoughly, keepRecentTurns } from './bound-input.ts';
import { type ChatRenderer, dropOldestTurns, renderChat, trimLastExchange } from './context-window.ts';
import { ConversationSlots, type LentSlot, type SlotsOptions } from './conversation-slots.ts';
import { prefill } from './prefill.ts';
import { ReplyMeter } from './reply-meter.ts';
import { beginChat, continueChat, type ResidentSession, rememberSession } from './session-history.ts';

/**
 * The replies of a loaded model. The host sends the whole history with every prompt; the KV state is a cache of it,
 * reused as far as the tokens agree.
 */
export class ChatContext {
  readonly #renderer: ChatRenderer;
  readonly #slots: ConversationSlots;

  constructor(model: LlamaModel, chatWrapper: ChatWrapper, options: SlotsOptions) {
    this.#renderer = { chatWrapper, tokenizer: model.tokenizer };
    this.#slots = new ConversationSlots(model, chatWrapper, options);
  }

  get contextSize(): number {
    return this.#slots.contextSize;
  }

  get parallelChats(): number {
    return this.#slots.count;
  }

  open(): Promise<void> {
    return this.#slots.open();
  }

  close(): Promise<void> {
    return this.#slots.close();
  }

  /** Once resolved, nothing of the session is in the context or on the disk. */
  forget(sessionId: string): Promise<void> {
    return this.#slots.forget(sessionId);
  }

  prioritize(sessionId: string, priority: ReplyPriority): void {
    this.#slots.prioritize(sessionId, priority);
  }

  /** Generates one reply. An abort at any point leaves a KV state that the next prompt can build on. */
  async generate(options: GenerateOptions, listener: GenerationListener, signal: AbortSignal): Promise<GenerateResult> {
    const meter = new ReplyMeter(listener);
    await this.#slots.open();
    await this.#requireRoom(options.prompt, signal);
    if (signal.aborted) return meter.finish('aborted');
    const chatItems = this.#fitChat(options, meter);
    const tokens = renderChat(this.#renderer, chatItems);
    meter.promptTokens = tokens.length;
    const read = tokens.slice(0, -1);
    const slot = await this.#slots.take(options.sessionId, read, options.priority);
    const hurry = () => slot.lane.hurry();
    signal.addEventListener('abort', hurry, { once: true });
    try {
      await prefill(slot, read, signal, listener.onPrefill);
      if (signal.aborted) return meter.finish('aborted');
      return await this.#write(slot, chatItems, options, meter, signal);
    } finally {
      signal.removeEventListener('abort', hurry);
      this.#slots.give(slot);
    }
  }

  async #write(
    slot: LentSlot,
    chatItems: ChatHistoryItem[],
    options: GenerateOptions,
    meter: ReplyMeter,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    slot.resident = null;
    try {
      const { lastEvaluation, metadata } = await slot.chat.generateResponse(chatItems, {
        ...toLibrarySampling(options.sampling),
        signal,
        stopOnAbortSignal: true,
        onResponseChunk: meter.add,
        budgets: { includeCurrentResponse: true },
        contextShift: {
          size: shiftSize(this.contextSize),
          strategy: async ({ chatHistory, maxTokensCount }) => {
            const shifted = await this.#shift(chatHistory, maxTokensCount, slot, signal);
            meter.shift();
            return { chatHistory: shifted, metadata: { shifted: true } };
          },
        },
      });
      slot.resident = rememberSession(options, meter.answer, lastEvaluation.contextWindow);
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
    const resident: ResidentSession | null = this.#slots.findResident(options.sessionId);
    const resumed = resident && continueChat(this.#renderer.chatWrapper, options, resident);
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
    slot: LentSlot,
    signal: AbortSignal,
  ): Promise<ChatHistoryItem[]> {
    const lastStart = items.findLastIndex((item) => item.type === 'user');
    const system = items[0]?.type === 'system' ? items.slice(0, 1) : [];
    const shifted =
      dropOldestTurns(this.#renderer, items, maxTokens) ??
      trimLastExchange(this.#renderer, [...system, ...items.slice(lastStart)], maxTokens);
    await prefill(slot, renderChat(this.#renderer, shifted), signal, () => undefined);
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
