import { AppError } from '../../../models/app-error.ts';
import type { ChatContext } from './chat-context.ts';
import { closeConversation } from './close-conversation.ts';
import { readMessages } from './read-conversation.ts';
import { requireOpen, toInputRestart } from './send-message.ts';
import { createReplyMessage, startReply } from './start-reply.ts';

/**
 * Makes a new version of a reply. The question passes the gate again: the lists may have changed since.
 * @throws AppError `badInput`, `notFound`, `busy`, `unsupported`, `storageUnavailable`
 */
export async function regenerateReply(
  context: ChatContext,
  input: { conversationId: string; messageId: string },
): Promise<{ replyId: string }> {
  const matcher = await context.gateLists.matcher();
  requireOpen(context, input.conversationId);
  const messages = readMessages(context, input.conversationId);
  const old = messages.find((message) => message.id === input.messageId);
  const user = messages.find((message) => message.id === old?.parentId);
  if (!old || !user) throw new AppError('notFound', 'This reply does not exist any more.');
  if (old.role !== 'assistant') throw new AppError('badInput', 'Only a reply can be made again.');
  const match = matcher.find(user.text);
  if (match) {
    await closeConversation(context, input.conversationId, toInputRestart(match));
    throw new AppError('unsupported', 'The question now matches a sensitive word, so the conversation was closed.');
  }
  const reply = createReplyMessage(user);
  context.health.require(() =>
    context.store.inTransaction(() => {
      context.store.insertMessage(reply);
      context.store.updateConversation(input.conversationId, { activeLeafId: reply.id, updatedAt: Date.now() });
    }),
  );
  startReply(context, reply, matcher);
  return { replyId: reply.id };
}
