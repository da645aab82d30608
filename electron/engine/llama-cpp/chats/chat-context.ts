import type { ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import { fitsComfortably } from '../../../../models/gguf/grow-context.ts';
import type { LoadedModel } from '../../../contract/models-state.ts';
import type { GenerateOptions, GenerateResult, ReplyPriority } from '../../../host/engine/engine-protocol.ts';
import type { GenerationListener } from '../../runtime.ts';
import { countSeams, countTokensRoughly } from './bound-input.ts';
import { type ChatRenderer, renderChat } from './context-window.ts';
import { ConversationSlots, type LentSlot, type SlotsOptions } from './conversation-slots.ts';
import { type ChatView, ContextFit, needsLongerContext, promptTooLong } from './fit-context.ts';
import { prefill } from '../evaluation/prefill.ts';
import { ReplyMeter } from './reply-meter.ts';
import { allowsDrafts, settleSeed, toLibrarySampling } from './sampling.ts';
import { rememberSession, type ResidentSession } from './session-history.ts';
import { ReplyDecoding } from '../speculation/reply-decoding.ts';

/** What the model is to see of a conversation, and its tokens. */
interface Begun {
  view: ChatView;
  tokens: Token[];
}

/**
 * The replies of a loaded model. The host sends the whole history with every prompt; the KV state is a cache of it,
 * reused as far as the tokens agree.
 */
export class ChatContext {
  readonly #renderer: ChatRenderer;
  readonly #slots: ConversationSlots;
  readonly #speculation: SlotsOptions['speculation'];

  constructor(model: LlamaModel, chatWrapper: ChatWrapper, options: SlotsOptions) {
    this.#speculation = options.speculation;
    this.#renderer = { chatWrapper, tokenizer: model.tokenizer };
    this.#slots = new ConversationSlots(model, chatWrapper, options);
  }

  get contextSize(): number {
    return this.#slots.contextSize;
  }

  get parallelChats(): number {
    return this.#slots.count;
  }

  /** What drafts tokens for the replies. */
  get speculation(): LoadedModel['speculation'] {
    return this.#slots.drafts ? (this.#speculation?.kind ?? 'off') : 'off';
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
    meter.contextSize = this.contextSize;
    const fit = new ContextFit(this.#renderer, this.contextSize, options, signal);
    const resident = this.#slots.findResident(options.sessionId);
    const begun = await this.#begin(fit, resident, options, signal);
    if (!begun) return meter.finish('aborted');
    const { view, tokens } = begun;
    meter.droppedMessages = view.droppedMessages;
    if (view.droppedMessages > (resident?.droppedMessages ?? 0)) meter.shift();
    meter.promptTokens = tokens.length;
    const read = tokens.slice(0, -1);
    const slot = await this.#slots.take(options.sessionId, read, options.priority);
    const hurry = () => slot.lane.hurry();
    signal.addEventListener('abort', hurry, { once: true });
    try {
      meter.reusedTokens = await prefill(slot, read, signal, listener.onPrefill);
      if (signal.aborted) return meter.finish('aborted');
      return await this.#write(slot, fit, view, options, meter, signal);
    } finally {
      signal.removeEventListener('abort', hurry);
      this.#slots.give(slot);
    }
  }

  /** What to read, as the model sees it; null once aborted. Throws `contextFull` where a longer context shall be had. */
  async #begin(
    fit: ContextFit,
    resident: ResidentSession | null,
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<Begun | null> {
    if (!options.mayGrow) return this.#fitInto(fit, resident, options, signal);
    const begun = await this.#fitInto(fit, resident, options, signal).catch(orNoRoom);
    if (begun === null) return null;
    const leastTokens = begun === 'noRoom' ? this.contextSize : begun.tokens.length;
    const isWhole = begun !== 'noRoom' && begun.view.droppedMessages === 0;
    if (isWhole && fitsComfortably(leastTokens, this.contextSize)) return begun;
    const neededTokens = Math.max(leastTokens, await fit.countWhole());
    if (signal.aborted) return null;
    if (begun !== 'noRoom' && fitsComfortably(neededTokens, this.contextSize)) return begun;
    throw needsLongerContext(neededTokens, this.contextSize);
  }

  async #fitInto(
    fit: ContextFit,
    resident: ResidentSession | null,
    { prompt }: GenerateOptions,
    signal: AbortSignal,
  ): Promise<Begun | null> {
    await this.#requireRoom(prompt, signal);
    const view = signal.aborted ? null : await fit.begin(resident);
    return view && { view, tokens: renderChat(this.#renderer, view.items) };
  }

  async #write(
    slot: LentSlot,
    fit: ContextFit,
    begun: ChatView,
    options: GenerateOptions,
    meter: ReplyMeter,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    slot.resident = null;
    let view = begun;
    const { sampling, cutByContext } = this.#boundReply(options, meter.promptTokens);
    const seed = settleSeed(sampling);
    meter.seed = seed;
    const drafts = slot.drafter && allowsDrafts(sampling) ? this.#speculation : null;
    const decoding = new ReplyDecoding(sampling.maxTokens, drafts);
    slot.decoding = decoding;
    try {
      const { lastEvaluation, metadata } = await slot.chat.generateResponse(begun.items, {
        ...toLibrarySampling(sampling, seed),
        signal,
        stopOnAbortSignal: true,
        onResponseChunk: meter.add,
        budgets: { includeCurrentResponse: true },
        contextShift: {
          size: shiftSize(this.contextSize),
          strategy: async ({ chatHistory, maxTokensCount }) => {
            view = await fit.shift(chatHistory, maxTokensCount);
            // Read here, in slices, where an abort still counts.
            await prefill(slot, renderChat(this.#renderer, view.items), signal, () => undefined);
            meter.droppedMessages = view.droppedMessages;
            meter.shift();
            return { chatHistory: view.items, metadata: { shifted: true } };
          },
        },
      });
      slot.resident = rememberSession(options, meter.answer, lastEvaluation.contextWindow, view);
      meter.usedTokens = slot.sequence.nextTokenIndex;
      meter.speculation = decoding.stats;
      const stopReason = toStopReason(metadata.stopReason);
      return meter.finish(stopReason === 'maxTokens' && cutByContext ? 'contextFull' : stopReason);
    } catch (error) {
      if (signal.aborted && error === signal.reason) return meter.finish('aborted');
      throw error;
    } finally {
      slot.decoding = null;
    }
  }

  /** Refuses a prompt that is far too long before it is rendered and tokenized as a whole. */
  async #requireRoom(prompt: string, signal: AbortSignal): Promise<void> {
    if (prompt.length <= this.contextSize) return;
    const tokens = await countTokensRoughly(this.#renderer.tokenizer, prompt, signal);
    if (tokens - countSeams(prompt) > this.contextSize) throw promptTooLong(tokens, this.contextSize);
  }

  /** Where nothing may leave the context, a reply ends with it. */
  #boundReply({ contextPolicy, sampling }: GenerateOptions, promptTokens: number) {
    const room = Math.max(1, this.contextSize - promptTokens - 2);
    const cutByContext = contextPolicy === 'stop' && room < (sampling.maxTokens ?? Number.POSITIVE_INFINITY);
    return { cutByContext, sampling: cutByContext ? { ...sampling, maxTokens: room } : sampling };
  }
}

function orNoRoom(error: unknown): 'noRoom' {
  if (error instanceof AppError && (error.code === 'promptTooLong' || error.code === 'contextFull')) return 'noRoom';
  throw error;
}

/** How much of a full context is freed at once: a tenth, so that the next shift is not near. */
function shiftSize(contextSize: number): number {
  return Math.max(1, Math.floor(contextSize / 10));
}

function toStopReason(reason: string): GenerateResult['stopReason'] {
  if (reason === 'abort') return 'aborted';
  return reason === 'maxTokens' ? 'maxTokens' : 'endOfReply';
}
