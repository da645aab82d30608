import type { MessageFailure } from '../../../models/conversation/conversation.ts';
import { Deferred } from '../engine/deferred.ts';
import type { Reply } from './reply.ts';

/** What decides how many replies may run, and which comes first. */
export interface ReplyPlaces {
  /** How many replies the model in memory writes side by side; 1 while another has to be loaded first. */
  limit(): number;
  /** Whether the next reply changes the model in memory, which those that run still need. */
  needsLoad(): boolean;
  isWatched(conversationId: string): boolean;
}

interface WaitingReply {
  reply: Reply;
  start: Deferred;
}

/**
 * The replies in the making, and those whose last words the disk has not taken yet. They run side by side as far as
 * the engine can; the others wait in order, the one that somebody looks at first.
 */
export class Replies {
  readonly #places: ReplyPlaces;
  readonly #replies = new Map<string, Reply>();
  readonly #waiting: WaitingReply[] = [];
  readonly #started = new Set<Reply>();
  readonly #runs = new Set<Promise<void>>();
  #lastActiveAt = 0;

  constructor(places: ReplyPlaces) {
    this.#places = places;
  }

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

  /** When a reply was last begun or ended, on the clock of `performance.now`. */
  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  all(): Reply[] {
    return [...this.#replies.values()];
  }

  /** Starts a reply as soon as there is a place for it. */
  add(reply: Reply): void {
    this.#lastActiveAt = performance.now();
    this.#forgetSaved();
    this.#replies.set(reply.id, reply);
    const start = new Deferred();
    this.#waiting.push({ reply, start });
    const run = reply.run(start.promise).finally(() => {
      this.#runs.delete(run);
      this.#lastActiveAt = performance.now();
      this.#started.delete(reply);
      // One that was stopped while it waited never started.
      this.#remove(reply);
      this.#forgetSaved();
      this.startWaiting();
    });
    this.#runs.add(run);
    this.startWaiting();
  }

  /** Gives the place of a reply up, and resolves once it has one again: after those that the model in memory still has. */
  waitAgain(reply: Reply): Promise<void> {
    const start = new Deferred();
    this.#started.delete(reply);
    this.#waiting.unshift({ reply, start });
    this.startWaiting();
    return start.promise;
  }

  /** Starts what there is a place for now. Called when a place may have come free. */
  startWaiting(): void {
    while (this.#waiting.length > 0 && this.#hasPlace()) {
      const next = this.#waiting.find(({ reply }) => this.#places.isWatched(reply.conversationId)) ?? this.#waiting[0]!;
      this.#remove(next.reply);
      this.#started.add(next.reply);
      next.start.resolve();
    }
  }

  /** Tells the replies of a conversation that somebody looks at it now, or nobody any more. */
  prioritize(conversationId: string): void {
    this.findRunning(conversationId)?.prioritize();
  }

  /** Ends the replies that the engine works on; those that wait go on waiting. */
  interruptGenerating(failure: MessageFailure): void {
    for (const reply of this.#started) {
      const { activity } = reply.activity;
      if (reply.running && (activity === 'prefill' || activity === 'generating')) reply.interrupt(failure);
    }
  }

  /** Resolves once no reply is running. */
  async settle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs);
  }

  #hasPlace(): boolean {
    if (this.#started.size === 0) return true;
    return !this.#places.needsLoad() && this.#started.size < this.#places.limit();
  }

  #remove(reply: Reply): void {
    const index = this.#waiting.findIndex((waiting) => waiting.reply === reply);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #forgetSaved(): void {
    for (const reply of this.#replies.values()) if (reply.saved) this.#replies.delete(reply.id);
  }
}
