import type { ConversationStore } from '../storage/conversation-store.ts';

/** Gives every reply that a crash or a power cut left unfinished the text its journal holds. Returns how many. */
export function recoverReplies(store: ConversationStore): number {
  const unfinished = store.listUnfinishedReplies();
  for (const reply of unfinished) {
    store.finishReply({
      ...reply,
      reasoningMs: null,
      status: 'interrupted',
      failure: {
        code: 'appEnded',
        message:
          'Conclave ended while this reply was being written. What had been saved is here; try again for the rest.',
        details: [],
      },
      stats: null,
    });
  }
  return unfinished.length;
}
