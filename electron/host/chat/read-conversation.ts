import { AppError } from '../../../models/app-error.ts';
import type { Conversation, ConversationSummary, Message } from '../../../models/conversation/conversation.ts';
import { pathTo, versionsOf } from '../../../models/conversation/message-tree.ts';
import type { StoredConversation, StoredMessage } from '../storage/conversation-store.ts';
import type { ChatContext } from './chat-context.ts';

export function toSummary(stored: StoredConversation, generating: boolean): ConversationSummary {
  const { id, title, createdAt, updatedAt, restart } = stored;
  return { id, title, createdAt, updatedAt, restart, generating };
}

export function findConversation(context: ChatContext, id: string): StoredConversation | null {
  const stored = context.store.findConversation(id);
  return stored && { ...stored, restart: context.unsavedRestarts.get(id) ?? stored.restart };
}

/** @throws AppError `notFound` */
export function getStoredConversation(context: ChatContext, id: string): StoredConversation {
  const stored = findConversation(context, id);
  if (!stored) throw new AppError('notFound', 'This conversation does not exist any more.');
  return stored;
}

/** A conversation's turns, a reply that is being written as far as it has come. */
export function readMessages(context: ChatContext, conversationId: string): StoredMessage[] {
  return context.store
    .listMessages(conversationId)
    .map((message) => context.replies.find(message.id)?.message ?? message);
}

/** A conversation as a page shows it. @throws AppError `notFound` */
export function readConversation(context: ChatContext, id: string): Conversation {
  const stored = getStoredConversation(context, id);
  const messages = readMessages(context, id);
  return {
    ...toSummary(stored, context.replies.isRunning(id)),
    draft: stored.draft,
    sampling: stored.sampling,
    messages: pathTo(messages, stored.activeLeafId).map((message) => withVersions(message, messages)),
  };
}

export function withVersions(message: StoredMessage, messages: readonly StoredMessage[]): Message {
  return { ...message, versions: versionsOf(messages, message).map((version) => version.id) };
}
