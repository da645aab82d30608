import type { ChatWrapper, LlamaContext, LlamaContextOptions, LlamaModel, Token } from 'node-llama-cpp';
import type { ReplyPriority } from '../../../host/engine/engine-protocol.ts';
import { orderBySequence } from '../evaluation/batch-order.ts';
import { EvaluationTurns, type Lane } from '../evaluation/evaluation-turns.ts';
import { SerialWork } from './serial-work.ts';
import type { ResidentSession } from './session-history.ts';
import type { Speculation } from '../speculation/speculation.ts';
import { canCopy, copyCells, createSlot, moveSlot, type Slot } from './slot.ts';
import { countShared, hashSession, type SavedPrefix, type StateFiles } from './state-files.ts';

export interface SlotsOptions {
  context: Pick<LlamaContextOptions, 'contextSize' | 'batchSize' | 'threads' | 'failedCreationRemedy'>;
  /** Tokens that a conversation may take of its cells; all of them if left out. */
  contextTokens?: number;
  /** Sequences of the context: how many conversations are in memory, and generate side by side. */
  count: number;
  /** Whether the device runs the tokens of several replies together in less time than one after the other. */
  batchesReplies: boolean;
  kvBytesPerToken: number;
  /** Null where states are not kept. */
  stateFiles: StateFiles | null;
  /** Null drafts nothing. */
  speculation: Speculation | null;
}

/** A slot in use by a reply. */
export interface LentSlot extends Slot {
  lane: Lane;
}

/** Below this, reading tokens again is as cheap as getting their state from elsewhere. */
const minRestoredTokens = 64;
/** What is kept in memory of conversations whose cells are on the disk. */
const maxAway = 64;

/**
 * The context of a loaded model, and the conversations in its sequences: the most recent ones stay, the others' states
 * go to files and come back. A conversation that begins like another one begins with a copy of its cells.
 */
export class ConversationSlots {
  readonly #model: LlamaModel;
  readonly #chatWrapper: ChatWrapper;
  readonly #options: SlotsOptions;
  readonly #turns: EvaluationTurns;
  /** Who gets which slot, and what is in it, changes one step at a time. */
  readonly #arranging = new SerialWork();
  readonly #filler: Token;
  /** Hashes of the sessions that this context has ever held: freed cells are overwritten later, not at once. */
  readonly #held = new Set<string>();
  readonly #away = new Map<string, ResidentSession>();
  #context: LlamaContext | null = null;
  #contextSize = 0;
  #slots: Slot[] = [];
  #clock = 0;
  #onIdle: (() => void) | null = null;

  constructor(model: LlamaModel, chatWrapper: ChatWrapper, options: SlotsOptions) {
    this.#model = model;
    this.#chatWrapper = chatWrapper;
    this.#options = options;
    this.#turns = new EvaluationTurns(options.batchesReplies ? options.count : 1);
    this.#filler = model.tokens.bos ?? model.tokens.eos ?? (0 as Token);
  }

  get count(): number {
    return this.#options.count;
  }

  get contextSize(): number {
    return this.#contextSize;
  }

  /** Whether replies can be drafted: not where the model's cells cannot be taken back. */
  get drafts(): boolean {
    return this.#slots.some(({ drafter }) => drafter !== null);
  }

  open(): Promise<void> {
    return this.#arranging.run(() => this.#open());
  }

  /** What is known of a conversation from its last reply. */
  findResident(sessionId: string): ResidentSession | null {
    return this.#slots.find((slot) => slot.sessionId === sessionId)?.resident ?? this.#away.get(sessionId) ?? null;
  }

  /** The slot for a reply of this session, holding as much of the prompt as there was to be had cheaply. */
  take(sessionId: string, tokens: readonly Token[], priority: ReplyPriority): Promise<LentSlot> {
    return this.#arranging.run(async () => {
      await this.#open();
      const own = this.#slots.find((slot) => slot.sessionId === sessionId);
      if (own?.lane) throw new Error('a session has asked for a second slot');
      const slot = own ?? (await this.#turns.beside(() => this.#settle(sessionId, tokens)));
      slot.lane = this.#turns.join(priority);
      return slot as LentSlot;
    });
  }

  /** Gives a slot back; its conversation stays in it until the place is needed. */
  give(slot: LentSlot): void {
    slot.lane.leave();
    (slot as Slot).lane = null;
    slot.usedAt = ++this.#clock;
    if (this.#slots.every(({ lane }) => lane === null)) this.#onIdle?.();
  }

  prioritize(sessionId: string, priority: ReplyPriority): void {
    const lane = this.#slots.find((slot) => slot.sessionId === sessionId)?.lane;
    if (lane) lane.priority = priority;
  }

  /** Once resolved, no cell and no file holds anything of the session. Its own reply must have ended. */
  forget(sessionId: string): Promise<void> {
    return this.#arranging.run(async () => {
      this.#away.delete(sessionId);
      for (const slot of this.#slots) if (slot.sessionId === sessionId) this.#vacate(slot);
      await this.#options.stateFiles?.forget(sessionId);
      if (!this.#held.has(hashSession(sessionId))) return;
      if (await this.#turns.alone(() => this.#renew())) return;
      await this.#waitForReplies();
      await this.#renew();
    });
  }

  /** Saves the conversations and frees the context. */
  close(): Promise<void> {
    return this.#arranging.run(async () => {
      for (const slot of this.#slots) await this.#putAway(slot);
      await this.#dispose();
      await this.#options.speculation?.close();
    });
  }

  async #open(): Promise<void> {
    if (this.#context) return;
    const context = await this.#createContext();
    this.#slots = [];
    for (let index = 0; index < this.count; index++) {
      const sequence = context.getSequence();
      const { speculation } = this.#options;
      // Where cells cannot be taken back, a refused draft would cost a reading of the whole text.
      const drafter = sequence.needsCheckpoints ? null : (speculation?.createDrafter() ?? null);
      this.#slots.push(await createSlot(sequence, this.#chatWrapper, drafter));
    }
  }

  /** A slot that is new to the session, with what there was to be had of its tokens. */
  async #settle(sessionId: string, tokens: readonly Token[]): Promise<Slot> {
    const slot = await this.#clearSlot();
    slot.sessionId = sessionId;
    slot.resident = this.#away.get(sessionId) ?? null;
    this.#away.delete(sessionId);
    this.#held.add(hashSession(sessionId));
    await this.#fill(slot, sessionId, tokens);
    return slot;
  }

  /** An idle slot without a conversation: an unused one, or the one of the least recent conversation. */
  async #clearSlot(): Promise<Slot> {
    const idle = this.#slots.filter(({ lane }) => lane === null);
    const beside = idle.filter((slot) => this.#batchesBeside(slot));
    const rank = (slot: Slot) => (slot.sessionId === null ? -1 : slot.usedAt);
    const slot = (beside.length > 0 ? beside : idle).toSorted((a, b) => rank(a) - rank(b))[0];
    if (!slot) throw new Error('more replies were asked for than there are slots');
    await this.#putAway(slot);
    return slot;
  }

  /** Whether tokens of this slot go into one graph with those of a reply that is being written. */
  #batchesBeside(slot: Slot): boolean {
    const place = this.#slots.indexOf(slot);
    const isWriting = (index: number) => this.#slots[index]?.lane != null;
    return this.#options.batchesReplies && (isWriting(place - 1) || isWriting(place + 1));
  }

  async #putAway(slot: Slot): Promise<void> {
    const { sessionId, sequence, resident } = slot;
    const tokens = sequence.contextTokens;
    const { stateFiles, kvBytesPerToken } = this.#options;
    this.#vacate(slot);
    if (sessionId === null || !stateFiles || tokens.length < minRestoredTokens) return;
    const write = (path: string) => sequence.saveStateToFile(path);
    if (!(await stateFiles.save(sessionId, tokens, tokens.length * kvBytesPerToken, write)) || !resident) return;
    this.#away.set(sessionId, resident);
    const [oldest] = this.#away.keys();
    if (this.#away.size > maxAway && oldest !== undefined) this.#away.delete(oldest);
  }

  #vacate(slot: Slot): void {
    slot.sessionId = null;
    slot.resident = null;
    slot.drafter?.clear();
  }

  /** Brings the longest beginning of the prompt into a slot that is new to the session. */
  async #fill(slot: Slot, sessionId: string, tokens: readonly Token[]): Promise<void> {
    const own = countShared(slot.sequence.contextTokens, tokens);
    const worthwhile = own + minRestoredTokens;
    const saved = (await this.#options.stateFiles?.find(sessionId, tokens)) ?? null;
    const [alike, shared] = this.#findAlike(slot, tokens);
    if (alike && shared >= worthwhile && shared >= (saved?.length ?? 0)) {
      await this.#turns.alone(() => copyCells(alike, slot, tokens.slice(0, shared), this.#filler));
    } else if (saved && saved.length >= worthwhile) await this.#restore(slot, saved);
  }

  /** The idle conversation in memory that begins most like the prompt. */
  #findAlike(slot: Slot, tokens: readonly Token[]): [Slot | null, number] {
    let best: [Slot | null, number] = [null, 0];
    if (!canCopy(slot.sequence)) return best;
    for (const other of this.#slots) {
      if (other === slot || other.lane) continue;
      const shared = countShared(other.sequence.contextTokens, tokens);
      if (shared > best[1]) best = [other, shared];
    }
    return best;
  }

  async #restore(slot: Slot, saved: SavedPrefix): Promise<void> {
    this.#held.add(saved.sessionHash);
    try {
      await slot.sequence.loadStateFromFile(saved.path, { acceptRisk: true });
      await this.#options.stateFiles?.touch(saved.path);
    } catch {
      await this.#options.stateFiles?.discard(saved.path);
      await slot.sequence.clearHistory();
    }
  }

  #waitForReplies(): Promise<void> {
    if (this.#slots.every(({ lane }) => lane === null)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = () => {
        this.#onIdle = null;
        resolve();
      };
    });
  }

  /**
   * A new context, which llama.cpp zeroes, in place of the old one. Replies that rest between two tokens go on in it;
   * false when their cells could not be saved, and nothing was changed.
   */
  async #renew(): Promise<boolean> {
    const running = this.#slots.filter(({ lane }) => lane !== null);
    const saved = await this.#saveCells(running);
    if (!saved) return false;
    try {
      for (const slot of this.#slots) if (!slot.lane) await this.#putAway(slot);
      await this.#options.speculation?.clear();
      await this.#dispose();
      const context = await this.#createContext();
      for (const slot of this.#slots) {
        moveSlot(slot, context.getSequence());
        const path = saved.get(slot);
        if (path !== undefined) await slot.sequence.loadStateFromFile(path, { acceptRisk: true });
        if (slot.sessionId !== null) this.#held.add(hashSession(slot.sessionId));
      }
      return true;
    } finally {
      for (const path of saved.values()) await this.#options.stateFiles?.discard(path);
    }
  }

  /** Where the cells of these slots lie for a moment; null when they could not be written. */
  async #saveCells(slots: readonly Slot[]): Promise<Map<Slot, string> | null> {
    const { stateFiles } = this.#options;
    const saved = new Map<Slot, string>();
    if (slots.length === 0) return saved;
    if (!stateFiles) return null;
    try {
      for (const slot of slots) {
        if (slot.sequence.nextTokenIndex === 0) continue;
        const path = await stateFiles.temporaryPath();
        saved.set(slot, path);
        await slot.sequence.saveStateToFile(path);
      }
      return saved;
    } catch {
      for (const path of saved.values()) await stateFiles.discard(path);
      return null;
    }
  }

  async #createContext(): Promise<LlamaContext> {
    const { context: options, contextTokens, count, batchesReplies } = this.#options;
    this.#context = await this.#model.createContext({
      ...options,
      sequences: count,
      // Waiting for company costs each token a round of the event loop, and pays only where batches do.
      batching: batchesReplies
        ? { dispatchSchedule: 'nextCycle', itemPrioritizationStrategy: orderBySequence(() => this.#context) }
        : { dispatchSchedule: (dispatch) => dispatch() },
    });
    this.#contextSize = Math.min(contextTokens ?? Number.POSITIVE_INFINITY, this.#context.contextSize);
    return this.#context;
  }

  async #dispose(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    this.#held.clear();
    await context?.dispose();
  }
}
