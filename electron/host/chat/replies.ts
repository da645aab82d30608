import type { Reply } from './reply.ts';

/** The replies in the making, and those whose last words the disk has not taken yet. One runs at a time. */
export class Replies {
  readonly #replies = new Map<string, Reply>();
  #last: Promise<void> = Promise.resolve();

  find(messageId: string): Reply | undefined {
    return this.#replies.get(messageId);
  }

  findRunning(conversationId: string): Reply | undefined {
    return [...this.#replies.values()].find((reply) => reply.conversationId === conversationId && reply.running);
  }

  isRunning(conversationId: string): boolean {
    return this.findRunning(conversationId) !== undefined;
  }

  get anyRunning(): boolean {
    return [...this.#replies.values()].some((reply) => reply.running);
  }

  all(): Reply[] {
    return [...this.#replies.values()];
  }

  /** Starts a reply once those before it have ended. */
  add(reply: Reply): void {
    this.#forgetSaved();
    const before = this.#last;
    this.#replies.set(reply.id, reply);
    this.#last = reply.run(before).finally(() => this.#forgetSaved());
  }

  /** Resolves once no reply is running. */
  async settle(): Promise<void> {
    await this.#last;
  }

  #forgetSaved(): void {
    for (const reply of this.#replies.values()) if (reply.saved) this.#replies.delete(reply.id);
  }
}
