import type { Delta } from '../../../models/conversation/conversation.ts';
import { mergeDeltas } from '../../../models/conversation/merge-deltas.ts';
import type { ConversationStore } from '../storage/conversation-store.ts';
import type { StorageHealth } from '../storage/storage-health.ts';

/** Text waits at most this long before it is on the disk: with the write itself, a power cut costs under 250 ms. */
const flushMs = 200;

/** Writes a reply to the disk as it streams. Only text that the gate has released may come here. */
export class ReplyJournal {
  readonly #store: ConversationStore;
  readonly #health: StorageHealth;
  readonly #messageId: string;
  #pending: Delta[] = [];
  #seq = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: ConversationStore, health: StorageHealth, messageId: string) {
    this.#store = store;
    this.#health = health;
    this.#messageId = messageId;
  }

  append(deltas: readonly Delta[]): void {
    mergeDeltas(this.#pending, deltas);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs);
  }

  /** Drops what is pending: the whole reply is written instead. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#pending = [];
  }

  #flush(): void {
    this.#timer = null;
    const deltas = this.#pending;
    if (this.#health.attempt(() => this.#store.appendJournal(this.#messageId, this.#seq, deltas))) {
      this.#seq += deltas.length;
      this.#pending = [];
    } else {
      this.#timer = setTimeout(() => this.#flush(), flushMs * 5);
    }
  }
}
