import { AppError } from '../../../models/app-error.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import type { SamplingChoice } from '../../../models/settings.ts';
import { forgetSession } from './close-conversation.ts';
import { findConversation, getStoredConversation, readConversation, readMessages } from './read-conversation.ts';

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
  publishConversation(context, input.conversationId);
  publishSummary(context, input.conversationId);
}

/** Samples this conversation's replies in its own way from the next one on. @throws AppError `notFound`, `storageUnavailable` */
export function setSampling(
  context: ChatContext,
  input: { conversationId: string; sampling: SamplingChoice | null },
): void {
  getStoredConversation(context, input.conversationId);
  const sampling = keptSampling(input.sampling);
  context.health.require(() => context.store.updateConversation(input.conversationId, { sampling }));
  publishConversation(context, input.conversationId);
}

/** The choice as it is stored: null where it says nothing, so that the conversation follows the settings. */
export function keptSampling(choice: SamplingChoice | null): SamplingChoice | null {
  return choice && Object.keys(choice).length > 0 ? choice : null;
}

/** Keeps a message in the model's sight, or no longer. @throws AppError `notFound`, `storageUnavailable` */
export function pinMessage(
  context: ChatContext,
  input: { conversationId: string; messageId: string; pinned: boolean },
): void {
  const messages = readMessages(context, input.conversationId);
  if (!messages.some(({ id }) => id === input.messageId)) {
    throw new AppError('notFound', 'This message does not exist any more.');
  }
  context.health.require(() => context.store.setPinned(input.messageId, input.pinned));
  publishConversation(context, input.conversationId);
}

function publishConversation(context: ChatContext, conversationId: string): void {
  const conversation = readConversation(context, conversationId);
  context.chatWatchers.publish(conversationId, { type: 'conversation', conversation });
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
