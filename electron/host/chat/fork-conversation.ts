import { randomUUID } from 'node:crypto';
import { AppError } from '../../../models/app-error.ts';
import { pathTo } from '../../../models/conversation/message-tree.ts';
import type { StoredMessage } from '../storage/conversation-store.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import { getStoredConversation, readMessages } from './read-conversation.ts';

/**
 * Starts a new conversation with the turns of a closed one that came before the restart. A question whose reply was
 * withheld becomes the draft, to be asked differently. Nothing of the closed one's model session is carried over.
 * @throws AppError `notFound`, `storageUnavailable`, and `unsupported` for a conversation that is still open
 */
export function forkConversation(context: ChatContext, conversationId: string): { conversationId: string } {
  const closed = getStoredConversation(context, conversationId);
  if (!closed.restart) throw new AppError('unsupported', 'This conversation is open. Go on in it.');
  const turns = pathTo(readMessages(context, conversationId), closed.activeLeafId);
  const question = turns.at(-1)?.status === 'withheld' ? turns.splice(-2)[0] : undefined;
  const now = Date.now();
  const id = randomUUID();
  const copies = copyTurns(turns, id);
  context.health.require(() =>
    context.store.inTransaction(() => {
      context.store.insertConversation({
        id,
        title: closed.title,
        draft: question?.text ?? '',
        activeLeafId: copies.at(-1)?.id ?? null,
        restart: null,
        sampling: closed.sampling,
        createdAt: now,
        updatedAt: now,
      });
      for (const copy of copies) context.store.insertMessage(copy);
    }),
  );
  publishSummary(context, id);
  return { conversationId: id };
}

function copyTurns(turns: readonly StoredMessage[], conversationId: string): StoredMessage[] {
  let parentId: string | null = null;
  return turns.map((turn) => {
    const copy: StoredMessage = { ...turn, id: randomUUID(), conversationId, parentId };
    parentId = copy.id;
    return copy;
  });
}
