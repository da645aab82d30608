import type { ChatEvent } from '../../contract/chat-events.ts';
import type { ChatContext } from './chat-context.ts';
import { getStoredConversation, readConversation } from './read-conversation.ts';

/** The conversation as it is now, then what changes. @throws AppError `notFound` */
export function watchConversation(
  context: ChatContext,
  conversationId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChatEvent, void> {
  getStoredConversation(context, conversationId);
  return context.chatWatchers.watch(() => {
    const reply = context.replies.findRunning(conversationId);
    return {
      conversation: readConversation(context, conversationId),
      activity: reply ? { type: 'activity', messageId: reply.id, ...reply.activity } : null,
    };
  }, signal);
}
