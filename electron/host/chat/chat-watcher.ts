import type { Delta } from '../../../models/conversation/conversation.ts';
import { mergeDeltas } from '../../../models/conversation/merge-deltas.ts';
import type { ChatEvent } from '../../contract/chat-events.ts';

/** An event before a watcher numbers it. */
export type UnnumberedChatEvent = ChatEvent extends infer Event
  ? Event extends ChatEvent
    ? Omit<Event, 'seq'>
    : never
  : never;

type QueuedEvent = UnnumberedChatEvent;
type DeltasEvent = Extract<QueuedEvent, { type: 'deltas' }>;

/** Text of several sources, or of a fast engine, is merged for this long before it crosses to a page: a frame. */
const mergeMs = 16;
/** How many `deltas` events may be on their way before a watcher gets merged text instead. */
const maxUnacknowledged = 4;

/**
 * One page's view of one conversation. Events keep their order; `deltas` wait for the merge interval and for the
 * page's acknowledgements, and grow while they wait.
 */
export class ChatWatcher {
  readonly id: string;
  readonly #queue: QueuedEvent[] = [];
  #seq = 0;
  #acknowledged = 0;
  readonly #unacknowledged: number[] = [];
  #lastDeltasAt = 0;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(id: string, snapshot: QueuedEvent) {
    this.id = id;
    this.#queue.push(snapshot);
  }

  push(event: QueuedEvent): void {
    const last = this.#queue.at(-1);
    if (event.type === 'deltas' && last?.type === 'deltas' && last.messageId === event.messageId) {
      mergeDeltas(last.deltas as Delta[], event.deltas);
      last.tokens = event.tokens;
      last.tokensPerSecond = event.tokensPerSecond;
    } else if (event.type === 'deltas') {
      this.#queue.push({ ...event, deltas: [...event.deltas] });
    } else {
      // A whole message replaces what still waited to be appended to it, and a whole conversation everything.
      if (event.type === 'message') this.#dropDeltas((deltas) => deltas.messageId === event.message.id);
      if (event.type === 'conversation') this.#dropDeltas(() => true);
      this.#queue.push(event);
    }
    this.#wake();
  }

  acknowledge(seq: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    while (this.#unacknowledged.length && this.#unacknowledged[0]! <= this.#acknowledged) this.#unacknowledged.shift();
    this.#wake();
  }

  /** Ends the watch once what is queued has been taken. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  async *events(): AsyncGenerator<ChatEvent, void> {
    for (;;) {
      const next = this.#queue[0];
      if (!next) {
        if (this.#stopped) return;
        await this.#wait();
      } else if (next.type !== 'deltas') {
        this.#queue.shift();
        yield this.#number(next);
        if (next.type === 'deleted') return;
      } else if (this.#stopped) {
        return;
      } else if (this.#unacknowledged.length >= maxUnacknowledged) {
        await this.#wait();
      } else {
        const dueMs = this.#lastDeltasAt + mergeMs - performance.now();
        if (dueMs > 0) await this.#wait(dueMs);
        else yield this.#takeDeltas(next);
      }
    }
  }

  #takeDeltas(event: DeltasEvent): ChatEvent {
    this.#queue.shift();
    this.#lastDeltasAt = performance.now();
    const numbered = this.#number(event);
    this.#unacknowledged.push(numbered.seq);
    return numbered;
  }

  #number(event: QueuedEvent): ChatEvent {
    return { ...event, seq: ++this.#seq } as ChatEvent;
  }

  #dropDeltas(matches: (event: DeltasEvent) => boolean): void {
    for (let index = this.#queue.length - 1; index >= 0; index--) {
      const event = this.#queue[index]!;
      if (event.type === 'deltas' && matches(event)) this.#queue.splice(index, 1);
    }
  }

  /** Waits for the next change, or at most `timeoutMs`: with a timeout, changes do not wake it before its time. */
  #wait(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      if (timeoutMs === undefined) this.#wake = resolve;
      else setTimeout(resolve, timeoutMs);
    });
  }
}
