import { randomUUID } from 'node:crypto';
import { AppError } from '../../../models/app-error.ts';
import type { Restart } from '../../../models/conversation/conversation.ts';
import { titleFrom } from '../../../models/conversation/conversation-title.ts';
import type { SamplingChoice } from '../../../models/settings.ts';
import type { Match } from '../../../models/filter/word-list.ts';
import type { SendOutcome } from '../../contract/chat-events.ts';
import type { StoredConversation, StoredMessage } from '../storage/conversation-store.ts';
import type { ChatContext } from './chat-context.ts';
import { closeConversation, recordRestart } from './close-conversation.ts';
import { keptSampling } from './edit-conversation.ts';
import { getStoredConversation } from './read-conversation.ts';
import { createReplyMessage, startReply } from './start-reply.ts';

/**
 * Sends the user's text: the gate first, then the disk, then the model. What the gate refuses is neither stored nor
 * evaluated, and closes the conversation.
 * @throws AppError `badInput`, `notFound`, `busy`, `storageUnavailable`
 */
export async function sendMessage(
  context: ChatContext,
  input: { conversationId: string | null; text: string; sampling?: SamplingChoice | null | undefined },
): Promise<SendOutcome> {
  if (!input.text.trim()) throw new AppError('badInput', 'There is nothing to send. Write something first.');
  if (input.conversationId !== null && input.sampling) {
    throw new AppError('badInput', 'This conversation exists already: change its sampling by itself.');
  }
  const matcher = await context.gateLists.matcher();
  // Nothing is awaited between this check and the stored turn: two calls at a time cannot both pass it.
  const existing = input.conversationId === null ? null : requireOpen(context, input.conversationId);
  const match = matcher.find(input.text);
  if (match) {
    const restart = toInputRestart(match);
    if (existing) await closeConversation(context, existing.id, restart);
    else recordRestart(context, restart);
    return { outcome: 'restarted', conversationId: existing?.id ?? null, restart };
  }
  const { user, reply } = storeTurn(context, existing, input.text, keptSampling(input.sampling ?? null));
  startReply(context, reply, matcher);
  return { outcome: 'started', conversationId: user.conversationId, userMessageId: user.id, replyId: reply.id };
}

/**
 * A conversation that can be continued now.
 * @throws AppError `notFound`, `busy`, and `unsupported` for one that the gate has closed.
 */
export function requireOpen(context: ChatContext, conversationId: string): StoredConversation {
  const conversation = getStoredConversation(context, conversationId);
  if (conversation.restart) {
    throw new AppError('unsupported', 'This conversation was closed by the word filter. Start a new one.');
  }
  if (context.replies.isRunning(conversationId)) {
    throw new AppError('busy', 'A reply is still being written. Wait for it or stop it first.');
  }
  return conversation;
}

export function toInputRestart(match: Match): Restart {
  return {
    at: Date.now(),
    source: 'input',
    listId: match.rule.listId,
    listName: match.rule.listName,
    category: match.rule.category,
    ruleNumber: match.rule.line,
    start: match.start,
    end: match.end,
  };
}

/** Stores the user's message and the empty reply as one write, before anything is evaluated. */
function storeTurn(
  context: ChatContext,
  existing: StoredConversation | null,
  text: string,
  sampling: SamplingChoice | null,
) {
  const now = Date.now();
  const conversationId = existing?.id ?? randomUUID();
  const user: StoredMessage = {
    id: randomUUID(),
    conversationId,
    parentId: existing?.activeLeafId ?? null,
    role: 'user',
    text,
    reasoning: '',
    reasoningMs: null,
    status: 'complete',
    failure: null,
    modelName: null,
    stats: null,
    createdAt: now,
    pinned: false,
  };
  const reply = createReplyMessage(user);
  const { store } = context;
  context.health.require(() =>
    store.inTransaction(() => {
      if (!existing) {
        const fresh = { draft: '', activeLeafId: null, restart: null, sampling, createdAt: now, updatedAt: now };
        store.insertConversation({ id: conversationId, title: titleFrom(text), ...fresh });
      }
      store.insertMessage(user);
      store.insertMessage(reply);
      store.updateConversation(conversationId, { activeLeafId: reply.id, draft: '', updatedAt: now });
    }),
  );
  return { user, reply };
}
