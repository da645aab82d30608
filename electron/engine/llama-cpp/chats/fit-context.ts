import type { ChatHistoryItem } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';
import type { GenerateOptions, HistoryTurn } from '../../../host/engine/engine-protocol.ts';
import { countSeams, countTokensRoughly, maxCharactersPerToken } from './bound-input.ts';
import { type ChatRenderer, renderChat, trimLastExchange } from './context-window.ts';
import { beginChat, continueChat, type ResidentSession } from './session-history.ts';
import { type Exchange, findCut, listExchanges, selectTurns } from './visible-turns.ts';

/** What the model sees of a conversation. */
export interface ChatView {
  items: ChatHistoryItem[];
  /** Turns of the history from the cut on; pinned ones before it are in sight, too. */
  turnsBehindCut: number;
  /** Turns of the history that are out of sight. */
  droppedMessages: number;
}

/** How much of the context leaves it at once, so that the next turns find their beginning in the KV cache. */
const biteShare = 0.35;

/** Templates put a few tokens around each turn. */
const templateTokensPerTurn = 8;

/** Fits one conversation into the context, by the policy that its options state. */
export class ContextFit {
  readonly #renderer: ChatRenderer;
  readonly #contextSize: number;
  readonly #options: GenerateOptions;
  readonly #signal: AbortSignal;
  readonly #exchanges: Exchange[];
  #sizes: Promise<{ tokens: number; seams: number }[]> | null = null;

  constructor(renderer: ChatRenderer, contextSize: number, options: GenerateOptions, signal: AbortSignal) {
    this.#renderer = renderer;
    this.#contextSize = contextSize;
    this.#options = options;
    this.#signal = signal;
    this.#exchanges = listExchanges(options.history);
  }

  /** What to read before the first token; null once it is aborted. Throws `promptTooLong` or `contextFull`. */
  async begin(resident: ResidentSession | null): Promise<ChatView | null> {
    const { history, contextPolicy } = this.#options;
    if (contextPolicy === 'stop') return this.#requireWhole();
    const room = this.#contextSize - Math.floor(this.#contextSize / 16);
    const resumed = resident && continueChat(this.#renderer.chatWrapper, this.#options, resident);
    if (resumed && this.#count(resumed) <= room) {
      const turnsBehindCut = resident.turnsBehindCut - (resident.turns.length - history.length);
      return { items: resumed, turnsBehindCut, droppedMessages: resident.droppedMessages };
    }
    const view = (await this.#fit(room)) ?? (await this.#fit(this.#contextSize - this.#leastReplyRoom));
    if (view || this.#signal.aborted) return view;
    throw this.#explainNoRoom();
  }

  /** Amid a reply that fills the context: the chat up to its last token, in so many tokens. */
  async shift(items: readonly ChatHistoryItem[], maxTokens: number): Promise<ChatView> {
    const lastStart = items.findLastIndex((item) => item.type === 'user');
    const exchange = items.slice(lastStart);
    const view = await this.#fit(maxTokens, exchange);
    if (view) return view;
    const alone = this.#view(this.#exchanges.length, exchange);
    return { ...alone, items: trimLastExchange(this.#renderer, alone.items, maxTokens) };
  }

  /** About how many tokens the whole conversation takes with its next prompt, the template's own among them. */
  async countWhole(): Promise<number> {
    const { prompt, systemPrompt } = this.#options;
    let tokens = 0;
    for (const text of [systemPrompt, prompt])
      tokens += await countTokensRoughly(this.#renderer.tokenizer, text, this.#signal);
    for (const size of await this.#readSizes()) tokens += size.tokens;
    return tokens + (this.#options.history.length + 2) * templateTokensPerTurn;
  }

  /** Room that any reply needs. */
  get #leastReplyRoom(): number {
    return Math.max(1, Math.min(64, Math.floor(this.#contextSize / 16)));
  }

  #requireWhole(): ChatView {
    const room = this.#contextSize - this.#leastReplyRoom;
    const whole = this.#isFarTooLong(this.#options.history) ? null : this.#view(0);
    if (whole && this.#count(whole.items) <= room) return whole;
    const alone = this.#count(beginChat(this.#renderer.chatWrapper, { ...this.#options, history: [] }));
    if (alone > room) throw promptTooLong(alone, this.#contextSize);
    const message =
      `This conversation no longer fits into the model's context of ${this.#contextSize} tokens. Start a new chat, ` +
      'choose a larger context, or let the oldest messages leave the model’s sight in the settings.';
    throw new AppError('contextFull', message, { data: { contextSize: this.#contextSize } });
  }

  /** With the first cut that leaves so many tokens at most; null where none does, or once it is aborted. */
  async #fit(maxTokens: number, lastExchange?: readonly ChatHistoryItem[]): Promise<ChatView | null> {
    const sizes = await this.#readSizes();
    if (this.#signal.aborted) return null;
    const fits = (cut: number) => {
      let least = 0;
      this.#exchanges.forEach(({ pinned }, index) => {
        if (index >= cut || pinned) least += sizes[index]!.tokens - sizes[index]!.seams;
      });
      // What is far too long is never rendered as a whole.
      return least <= maxTokens && this.#count(this.#view(cut, lastExchange).items) <= maxTokens;
    };
    const bite = Math.max(1, Math.floor(this.#contextSize * biteShare));
    const tokens = sizes.map((size) => size.tokens);
    const cut = findCut(tokens, bite, fits);
    return cut === null ? null : this.#view(cut, lastExchange);
  }

  #view(cut: number, lastExchange?: readonly ChatHistoryItem[]): ChatView {
    const history = selectTurns(this.#exchanges, cut);
    const items = beginChat(this.#renderer.chatWrapper, { ...this.#options, history }, lastExchange);
    const turnsBehindCut = this.#exchanges.slice(cut).reduce((sum, { turns }) => sum + turns.length, 0);
    return { items, turnsBehindCut, droppedMessages: this.#options.history.length - history.length };
  }

  #count(items: readonly ChatHistoryItem[]): number {
    return renderChat(this.#renderer, items).length;
  }

  #isFarTooLong(turns: readonly HistoryTurn[]): boolean {
    return turns.reduce((sum, { text }) => sum + text.length, 0) > this.#contextSize * maxCharactersPerToken;
  }

  /** Counted once a reply, and only where a whole conversation does not fit. */
  #readSizes(): Promise<{ tokens: number; seams: number }[]> {
    const countOne = async ({ turns }: Exchange) => {
      let tokens = 0;
      let seams = 0;
      for (const { text } of turns) {
        tokens += await countTokensRoughly(this.#renderer.tokenizer, text, this.#signal);
        seams += countSeams(text);
      }
      return { tokens, seams };
    };
    const countAll = async () => {
      const sizes = [];
      for (const exchange of this.#exchanges) sizes.push(await countOne(exchange));
      return sizes;
    };
    return (this.#sizes ??= countAll());
  }

  #explainNoRoom(): AppError {
    const contextSize = this.#contextSize;
    const count = (history: HistoryTurn[]) =>
      this.#count(beginChat(this.#renderer.chatWrapper, { ...this.#options, history }));
    const promptTokens = count([]);
    if (promptTokens + this.#leastReplyRoom > contextSize) return promptTooLong(promptTokens, contextSize);
    const pinned = selectTurns(this.#exchanges, this.#exchanges.length);
    const pinnedTokens = this.#isFarTooLong(pinned) ? null : count(pinned) - promptTokens;
    const message =
      `The pinned messages${pinnedTokens === null ? '' : ` take ${pinnedTokens} tokens and`} leave no room for this one in ` +
      `the model's context of ${contextSize} tokens. Unpin some of them, or choose a larger context in the settings.`;
    return new AppError('promptTooLong', message, { data: { promptTokens, pinnedTokens, contextSize } });
  }
}

/** A prompt that does not fit into the context, not even alone. */
export function promptTooLong(promptTokens: number, contextSize: number): AppError {
  const message =
    `This message is ${promptTokens} tokens long, and the model's context holds ${contextSize} with the reply. ` +
    'Shorten it, or choose a larger context in the settings.';
  return new AppError('promptTooLong', message, { data: { promptTokens, contextSize } });
}

/** A conversation for which the host would load a longer context. */
export function needsLongerContext(neededTokens: number, contextSize: number): AppError {
  const message = `This conversation takes ${neededTokens} tokens, and the model's context holds ${contextSize}. Choose a larger one in the settings.`;
  return new AppError('contextFull', message, { data: { neededTokens, contextSize } });
}
