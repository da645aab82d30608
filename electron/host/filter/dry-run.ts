import type { Matcher } from '../../../models/filter/matcher.ts';
import type { DryRun } from '../../contract/word-lists.ts';
import type { ConversationStore, StoredMessage } from '../storage/conversation-store.ts';
import { toRule } from './test-text.ts';

const maxHits = 1_000;

/** Reads all past conversations with a matcher and says what it would have restarted, without the texts. */
export async function dryRun(store: ConversationStore, matcher: Matcher): Promise<DryRun> {
  const conversations = store.listConversations();
  const result: DryRun = { conversations: conversations.length, messages: 0, stopped: 0, hits: [] };
  for (const { id, title } of conversations) {
    for (const message of store.listMessages(id)) {
      result.messages++;
      const hit = findHit(matcher, message);
      if (hit) result.stopped++;
      if (hit && result.hits.length < maxHits) {
        result.hits.push({ conversationId: id, title, messageId: message.id, ...hit });
      }
    }
    // Thousands of conversations must not hold up a reply that streams meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return result;
}

function findHit(matcher: Matcher, message: StoredMessage) {
  const reasoning = message.reasoning ? matcher.find(message.reasoning) : null;
  if (reasoning) return { ...toRule(reasoning.rule), source: 'reasoning' as const };
  const match = matcher.find(message.text);
  return match && { ...toRule(match.rule), source: message.role === 'user' ? ('input' as const) : ('answer' as const) };
}
