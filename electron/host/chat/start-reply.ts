import { randomUUID } from 'node:crypto';
import { pathTo } from '../../../models/conversation/message-tree.ts';
import type { Matcher } from '../../../models/filter/matcher.ts';
import type { HistoryTurn } from '../engine/engine-protocol.ts';
import type { StoredMessage } from '../storage/conversation-store.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import { readConversation, readMessages } from './read-conversation.ts';
import { Reply } from './reply.ts';

/** An empty message for a reply to a user's message, not stored yet. */
export function createReplyMessage(user: StoredMessage): StoredMessage {
  return {
    id: randomUUID(),
    conversationId: user.conversationId,
    parentId: user.id,
    role: 'assistant',
    text: '',
    reasoning: '',
    reasoningMs: null,
    status: 'streaming',
    failure: null,
    modelName: null,
    stats: null,
    createdAt: Date.now(),
    pinned: false,
  };
}

/** Starts generating a reply whose message is stored, and tells every page. */
export function startReply(context: ChatContext, message: StoredMessage, matcher: Matcher): void {
  const path = pathTo(readMessages(context, message.conversationId), message.parentId);
  const user = path.pop()!;
  context.replies.add(new Reply(context, message, matcher, { history: toHistory(path), prompt: user.text }));
  context.chatWatchers.publish(message.conversationId, {
    type: 'conversation',
    conversation: readConversation(context, message.conversationId),
  });
  publishSummary(context, message.conversationId);
}

/** The turns before the prompt. A question that got no answer at all is left out with its empty reply. */
function toHistory(path: readonly StoredMessage[]): HistoryTurn[] {
  const turns: HistoryTurn[] = [];
  for (let index = 0; index + 1 < path.length; index += 2) {
    const [user, reply] = [path[index]!, path[index + 1]!];
    if (!reply.text) continue;
    // An exchange stays or goes as a whole: an answer means little without its question.
    const pinned = user.pinned || reply.pinned;
    turns.push({ role: 'user', text: user.text, pinned }, { role: 'assistant', text: reply.text, pinned });
  }
  return turns;
}
