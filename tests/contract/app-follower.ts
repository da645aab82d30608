import type { ConversationSummary } from '../../models/conversation/conversation.ts';
import type { AppEvent } from '../../electron/contract/app-state.ts';
import type { Client } from './transports.ts';

type Slice<Type extends AppEvent['type']> = Extract<AppEvent, { type: Type }>;

/** Looks at the state of the app as a page does. */
export class AppFollower {
  readonly events: AppEvent[] = [];
  readonly #lifetime = new AbortController();

  constructor(client: Client) {
    void this.#follow(client);
  }

  /** The newest state of a slice; undefined before the first. */
  latest<Type extends AppEvent['type']>(type: Type): Slice<Type> | undefined {
    return this.events.findLast((event): event is Slice<Type> => event.type === type);
  }

  /** The list of conversations as the events so far tell it. */
  get conversations(): Map<string, ConversationSummary> {
    const list = new Map<string, ConversationSummary>();
    for (const event of this.events) {
      if (event.type === 'conversations') for (const entry of event.conversations) list.set(entry.id, entry);
      else if (event.type === 'conversationChanged') list.set(event.conversation.id, event.conversation);
      else if (event.type === 'conversationDeleted') list.delete(event.conversationId);
    }
    return list;
  }

  notice(key: string): string | undefined {
    return this.latest('notices')?.notices.find((notice) => notice.key === key)?.message;
  }

  close(): void {
    this.#lifetime.abort();
  }

  async #follow(client: Client): Promise<void> {
    try {
      const watch = await client.app.watch(undefined, { signal: this.#lifetime.signal });
      for await (const event of watch) this.events.push(event);
    } catch {
      // Aborted, or the connection is gone.
    }
  }
}
