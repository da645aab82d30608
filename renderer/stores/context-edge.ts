import type { ReplyStats } from '../../models/conversation/conversation.ts';
import type { ChatView } from './apply-chat-events.ts';

/** Where the model's sight begins, and how many messages lie before it. */
export interface ContextEdge {
  /** The first message, pinned ones apart, that the last reply still saw. */
  messageId: string;
  dropped: number;
}

/** What the last reply with figures says of a conversation in view; null without one. */
export function findLastStats({ order, messages }: ChatView): ReplyStats | null {
  const last = order.findLast((id) => messages[id]?.stats != null);
  return last === undefined ? null : (messages[last]?.stats ?? null);
}

/** The place up to which messages were out of the model's sight at the last reply; null while it sees all. */
export function findContextEdge(view: ChatView): ContextEdge | null {
  const dropped = findLastStats(view)?.droppedMessages ?? 0;
  if (dropped === 0) return null;
  const messageId = listExchanges(view)
    .filter((exchange) => !exchange.some((id) => view.messages[id]?.pinned))
    .flat()[dropped];
  return messageId === undefined ? null : { messageId, dropped };
}

/** Questions with their replies: a pin on one keeps the other, too. */
function listExchanges({ order, messages }: ChatView): string[][] {
  const exchanges: string[][] = [];
  for (const id of order) {
    const open = exchanges.at(-1);
    if (open === undefined || messages[id]?.role === 'user') exchanges.push([id]);
    else open.push(id);
  }
  return exchanges;
}
