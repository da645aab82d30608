import { AppError } from '../../../models/app-error.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import { forgetSession } from './close-conversation.ts';
import { findConversation, getStoredConversation, readConversation } from './read-conversation.ts';

/** @throws AppError `badInput` for an empty title or one that the gate refuses; `notFound`, `storageUnavailable` */
export async function renameConversation(
  context: ChatContext,
  input: { conversationId: string; title: string },
): Promise<void> {
  const matcher = await context.gateLists.matcher();
  getStoredConversation(context, input.conversationId);
  const title = input.title.trim();
  if (!title) throw new AppError('badInput', 'A conversation needs a title. Write one, or keep the old one.');
  if (matcher.find(title)) {
    throw new AppError('badInput', 'This title contains a sensitive word. Choose another one.');
  }
  context.health.require(() => context.store.updateConversation(input.conversationId, { title }));
  context.chatWatchers.publish(input.conversationId, {
    type: 'conversation',
    conversation: readConversation(context, input.conversationId),
  });
  publishSummary(context, input.conversationId);
}

/** Deletes a conversation with its turns, ending its reply, and takes it out of the engine's memory. */
export async function deleteConversation(context: ChatContext, conversationId: string): Promise<void> {
  getStoredConversation(context, conversationId);
  context.health.require(() => context.store.deleteConversation(conversationId));
  context.replies.findRunning(conversationId)?.discard();
  context.chatWatchers.publish(conversationId, { type: 'deleted' });
  context.appWatchers.publish({ type: 'conversationDeleted', conversationId });
  await forgetSession(context, conversationId);
}

/** Keeps unsent text. What the gate refuses is not stored: the page alone holds it. */
export async function saveDraft(context: ChatContext, input: { conversationId: string; text: string }): Promise<void> {
  const matcher = await context.gateLists.matcher();
  if (!findConversation(context, input.conversationId)) return;
  const draft = matcher.find(input.text) ? '' : input.text;
  context.health.attempt(() => context.store.updateConversation(input.conversationId, { draft }));
}
