import type { Restart } from '../../../models/conversation/conversation.ts';
import { describeBug } from '../log.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import { readConversation } from './read-conversation.ts';

/**
 * Closes a conversation because the gate fired, and resolves once the engine has forgotten it. The conversation is
 * closed before the first await, whatever the disk and the engine do.
 */
export async function closeConversation(context: ChatContext, conversationId: string, restart: Restart): Promise<void> {
  recordRestart(context, restart);
  // The draft may hold what fired.
  const change = restart.source === 'input' ? { restart, draft: '' } : { restart };
  context.unsavedRestarts.set(conversationId, restart);
  context.writes.write(
    () => context.store.updateConversation(conversationId, { ...change, updatedAt: restart.at }),
    () => context.unsavedRestarts.delete(conversationId),
  );
  context.chatWatchers.publish(conversationId, {
    type: 'conversation',
    conversation: readConversation(context, conversationId),
  });
  publishSummary(context, conversationId);
  await forgetSession(context, conversationId);
}

/** Counts a restart for the owner of the lists: which rule, and never the text. */
export function recordRestart(context: ChatContext, restart: Restart): void {
  context.log.info({ component: 'gate', event: 'restart', source: restart.source, list: restart.listId });
  context.writes.write(
    () => context.restarts.add(restart),
    () => {},
  );
}

/** Takes a conversation out of the engine's memory and its files. An engine that is gone has left only files. */
export async function forgetSession(context: ChatContext, conversationId: string): Promise<void> {
  context.savedStates.forget(conversationId);
  try {
    await context.engine.disposeSession(conversationId);
  } catch (error) {
    context.log.warn({ component: 'chat', event: 'disposeSessionFailed', ...describeBug(error) });
  } finally {
    // What the process was writing when it ended.
    context.savedStates.forget(conversationId);
  }
}
