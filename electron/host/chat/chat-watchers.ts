import { randomUUID } from 'node:crypto';
import type { Conversation } from '../../../models/conversation/conversation.ts';
import type { ChatEvent } from '../../contract/chat-events.ts';
import { ChatWatcher, type UnnumberedChatEvent } from './chat-watcher.ts';

/** A conversation, and what its running reply waits for. */
export interface ConversationNow {
  conversation: Conversation;
  activity: Extract<UnnumberedChatEvent, { type: 'activity' }> | null;
}

/** The pages that look at conversations, by conversation. */
export class ChatWatchers {
  readonly #byConversation = new Map<string, Set<ChatWatcher>>();
  readonly #byId = new Map<string, ChatWatcher>();
  #onView: (conversationId: string) => void = () => {};

  publish(conversationId: string, event: UnnumberedChatEvent): void {
    for (const watcher of this.#byConversation.get(conversationId) ?? []) watcher.push(event);
  }

  /** Whether a page looks at the conversation. */
  isWatched(conversationId: string): boolean {
    return this.#byConversation.has(conversationId);
  }

  /** Called when a page begins to look at a conversation, and when it ends. */
  onView(listener: (conversationId: string) => void): void {
    this.#onView = listener;
  }

  acknowledge(watcherId: string, seq: number): void {
    this.#byId.get(watcherId)?.acknowledge(seq);
  }

  /** Yields the conversation as it is now, then what changes, until it is deleted or the signal aborts. */
  async *watch(read: () => ConversationNow, signal: AbortSignal | undefined): AsyncGenerator<ChatEvent, void> {
    // Read and join in one go, and only once somebody listens: no event may fall between the two.
    const { conversation, activity } = read();
    const watcherId = randomUUID();
    const watcher = new ChatWatcher(watcherId, { type: 'snapshot', watcherId, conversation });
    if (activity) watcher.push(activity);
    this.#add(conversation.id, watcher);
    const stop = () => watcher.stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      yield* watcher.events();
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#remove(conversation.id, watcher);
    }
  }

  /** Ends every watch. */
  close(): void {
    for (const watcher of this.#byId.values()) watcher.stop();
  }

  #add(conversationId: string, watcher: ChatWatcher): void {
    this.#byId.set(watcher.id, watcher);
    const watchers = this.#byConversation.get(conversationId) ?? new Set();
    this.#byConversation.set(conversationId, watchers.add(watcher));
    this.#onView(conversationId);
  }

  #remove(conversationId: string, watcher: ChatWatcher): void {
    this.#byId.delete(watcher.id);
    const watchers = this.#byConversation.get(conversationId);
    watchers?.delete(watcher);
    if (!watchers?.size) this.#byConversation.delete(conversationId);
    this.#onView(conversationId);
  }
}
