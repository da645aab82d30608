import { host } from '../host/connect.ts';

/**
 * What is typed and not sent, by conversation; '' is the one that does not exist yet. No store: nothing renders
 * drafts, because text in the DOM could be a sensitive word.
 */
const drafts = new Map<string, string>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const saveDelayMs = 400;

/** The draft of a conversation, empty when there is none. */
export function readDraft(conversationId: string | null): string {
  return drafts.get(conversationId ?? '') ?? '';
}

/** Keeps a draft here at once, and in the host a moment later. */
export function writeDraft(conversationId: string | null, text: string): void {
  drafts.set(conversationId ?? '', text);
  if (conversationId === null) return;
  clearTimeout(timers.get(conversationId));
  timers.set(
    conversationId,
    setTimeout(() => saveDraft(conversationId), saveDelayMs),
  );
}

/** Takes over what the host kept, unless something was typed here since. */
export function adoptDraft(conversationId: string, text: string): void {
  if (!drafts.has(conversationId)) drafts.set(conversationId, text);
}

/** Forgets the draft of a deleted conversation. */
export function forgetDraft(conversationId: string): void {
  clearTimeout(timers.get(conversationId));
  timers.delete(conversationId);
  drafts.delete(conversationId);
}

/** Moves a draft to another conversation, unless it is empty. */
export function moveDraft(from: string | null, to: string | null): void {
  const text = readDraft(from);
  if (text === '') return;
  writeDraft(to, text);
  writeDraft(from, '');
}

function saveDraft(conversationId: string): void {
  timers.delete(conversationId);
  // A draft that cannot be saved is still here; a broken store reports itself through a notice.
  host.conversations.saveDraft({ conversationId, text: readDraft(conversationId) }).catch(() => {});
}
