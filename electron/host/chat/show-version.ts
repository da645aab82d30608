import { AppError } from '../../../models/app-error.ts';
import { newestLeafBelow } from '../../../models/conversation/message-tree.ts';
import type { ChatContext } from './chat-context.ts';
import { readConversation, readMessages } from './read-conversation.ts';

/** Shows another version of a message and the newest turns below it. @throws AppError `notFound`, `busy` */
export function showVersion(context: ChatContext, input: { conversationId: string; messageId: string }): void {
  if (context.replies.isRunning(input.conversationId)) {
    throw new AppError('busy', 'A reply is still being written. Wait for it or stop it first.');
  }
  const messages = readMessages(context, input.conversationId);
  if (!messages.some((message) => message.id === input.messageId)) {
    throw new AppError('notFound', 'This version does not exist any more.');
  }
  const activeLeafId = newestLeafBelow(messages, input.messageId);
  context.health.require(() => context.store.updateConversation(input.conversationId, { activeLeafId }));
  context.chatWatchers.publish(input.conversationId, {
    type: 'conversation',
    conversation: readConversation(context, input.conversationId),
  });
}
