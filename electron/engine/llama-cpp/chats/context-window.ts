import type { ChatHistoryItem, ChatWrapper, Token, Tokenizer } from 'node-llama-cpp';
import { AppError } from '../../../../models/app-error.ts';

/** Renders a chat to tokens with the model's own template. */
export interface ChatRenderer {
  chatWrapper: ChatWrapper;
  tokenizer: Tokenizer;
}

/** The tokens the model reads for this chat. Throws `unsupported` when the model's template cannot render it. */
export function renderChat({ chatWrapper, tokenizer }: ChatRenderer, items: readonly ChatHistoryItem[]): Token[] {
  try {
    return chatWrapper.generateContextState({ chatHistory: [...items] }).contextText.tokenize(tokenizer);
  } catch (error) {
    const message = "The model's chat template cannot render this conversation. Choose another model.";
    throw new AppError('unsupported', message, { cause: error });
  }
}

/**
 * Shortens the last exchange while its reply is being written: the reply's beginning goes first, down to a quarter of
 * the room, then the beginning of the user's turn. Only the model's view changes, never what the user sees.
 */
export function trimLastExchange(
  renderer: ChatRenderer,
  items: readonly ChatHistoryItem[],
  maxTokens: number,
): ChatHistoryItem[] {
  const trimmed = structuredClone([...items]) as ChatHistoryItem[];
  const keptReplyTokens = maxTokens / 4;
  for (let round = 0; round < 64; round++) {
    const tokens = renderChat(renderer, trimmed).length;
    if (tokens <= maxTokens) return trimmed;
    const characters = trimmed.reduce((sum, item) => sum + countCharacters(item), 0);
    const charactersPerToken = Math.max(1, characters / tokens);
    let excess = Math.ceil((tokens - maxTokens) * charactersPerToken) + 8;
    const reply = trimmed.at(-1);
    if (reply?.type === 'model') {
      const spare = countCharacters(reply) - Math.ceil(keptReplyTokens * charactersPerToken);
      excess -= cutReplyStart(reply, Math.min(excess, Math.max(0, spare)));
    }
    const prompt = trimmed.findLast((item) => item.type === 'user');
    if (excess > 0 && prompt?.type === 'user') prompt.text = cutStart(prompt.text, excess);
  }
  return trimmed;
}

function countCharacters(item: ChatHistoryItem): number {
  if (item.type === 'user') return item.text.length;
  if (item.type !== 'model') return 0;
  return item.response.reduce((sum, part) => sum + (textOf(part)?.length ?? 0), 0);
}

type ReplyPart = Extract<ChatHistoryItem, { type: 'model' }>['response'][number];

function textOf(part: ReplyPart): string | null {
  if (typeof part === 'string') return part;
  return part.type === 'segment' ? part.text : null;
}

function cutReplyStart(reply: Extract<ChatHistoryItem, { type: 'model' }>, characters: number): number {
  let left = characters;
  reply.response = reply.response.map((part) => {
    const text = textOf(part);
    if (text === null || left <= 0) return part;
    const kept = cutStart(text, left);
    left -= text.length - kept.length;
    if (typeof part === 'string') return kept;
    if (part.type !== 'segment') return part;
    const { raw: _, ...segment } = part;
    return { ...segment, text: kept };
  });
  return characters - Math.max(0, left);
}

/** Without the first characters, and never with half of a surrogate pair. */
function cutStart(text: string, characters: number): string {
  const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff;
  return text.slice(isLowSurrogate(text.charCodeAt(characters)) ? characters + 1 : characters);
}
