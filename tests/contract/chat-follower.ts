import type { Conversation, Message } from '../../models/conversation/conversation.ts';
import type { ChatEvent } from '../../electron/contract/chat-events.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import type { Client } from './transports.ts';

/** Looks at one conversation as a page does, and keeps every event it got. */
export class ChatFollower {
  readonly events: ChatEvent[] = [];
  /** True once the watch has ended. */
  ended = false;
  readonly #client: Client;
  readonly #acknowledges: boolean;
  readonly #lifetime = new AbortController();
  #watcherId = '';
  #conversation: Conversation | null = null;

  constructor(client: Client, conversationId: string, options: { acknowledges?: boolean } = {}) {
    this.#client = client;
    this.#acknowledges = options.acknowledges ?? true;
    void this.#follow(conversationId);
  }

  /** The conversation as the events so far tell it. */
  get conversation(): Conversation {
    if (!this.#conversation) throw new Error('There is no snapshot yet');
    return this.#conversation;
  }

  /** The last turn. */
  get reply(): Message {
    return this.conversation.messages.at(-1)!;
  }

  get deltasEvents(): Extract<ChatEvent, { type: 'deltas' }>[] {
    return this.events.filter((event) => event.type === 'deltas');
  }

  async waitForSnapshot(): Promise<this> {
    await waitUntil('a snapshot', () => this.#conversation !== null);
    return this;
  }

  /** Waits until the last turn holds at least this much text. */
  async waitForText(characters = 1): Promise<Message> {
    return waitUntil(`${characters} characters`, () => this.#lastReply((reply) => reply.text.length >= characters));
  }

  /** Waits until the last turn is a reply that has ended. */
  async waitForEnd(): Promise<Message> {
    return waitUntil('the end of the reply', () => this.#lastReply((reply) => reply.status !== 'streaming'));
  }

  /** Waits until this reply has ended. */
  async waitForReply(replyId: string): Promise<Message> {
    return waitUntil('the end of the reply', () =>
      this.#lastReply(({ id, status }) => id === replyId && status !== 'streaming'),
    );
  }

  /** Tells the host that everything up to now has been shown. */
  async acknowledge(): Promise<void> {
    await this.#client.chat.acknowledge({ watcherId: this.#watcherId, seq: this.events.at(-1)!.seq });
  }

  close(): void {
    this.#lifetime.abort();
  }

  #lastReply(matches: (reply: Message) => boolean): Message | null {
    const last = this.#conversation?.messages.at(-1);
    return last?.role === 'assistant' && matches(last) ? last : null;
  }

  async #follow(conversationId: string): Promise<void> {
    try {
      const watch = await this.#client.chat.watch({ conversationId }, { signal: this.#lifetime.signal });
      for await (const event of watch) {
        this.events.push(event);
        this.#apply(event);
        if (event.type === 'deltas' && this.#acknowledges) void this.acknowledge().catch(() => {});
      }
    } catch {
      // Aborted, or the connection is gone.
    } finally {
      this.ended = true;
    }
  }

  #apply(event: ChatEvent): void {
    if (event.type === 'snapshot') {
      this.#watcherId = event.watcherId;
      this.#conversation = event.conversation;
    } else if (event.type === 'conversation') {
      this.#conversation = event.conversation;
    } else if (event.type === 'message') {
      this.#replace(event.message);
    } else if (event.type === 'deltas') {
      const message = this.conversation.messages.find((candidate) => candidate.id === event.messageId);
      if (message) this.#replace(withDeltas(message, event.deltas));
    }
  }

  #replace(message: Message): void {
    const messages = this.conversation.messages.filter((candidate) => candidate.id !== message.id);
    const index = this.conversation.messages.findIndex((candidate) => candidate.id === message.id);
    messages.splice(index === -1 ? messages.length : index, 0, message);
    this.#conversation = { ...this.conversation, messages };
  }
}

function withDeltas(message: Message, deltas: Extract<ChatEvent, { type: 'deltas' }>['deltas']): Message {
  const joined = (channel: string) => deltas.map((delta) => (delta.channel === channel ? delta.text : '')).join('');
  return { ...message, text: message.text + joined('answer'), reasoning: message.reasoning + joined('reasoning') };
}
