import { AppError } from '../../../models/app-error.ts';
import { applyChoices } from '../../../models/apply-choices.ts';
import type { Delta, MessageFailure, ReplyStats, Restart } from '../../../models/conversation/conversation.ts';
import type { Matcher } from '../../../models/filter/matcher.ts';
import { StreamGate, type GateMatch, type GateStep } from '../../../models/filter/stream-gate.ts';
import type { GenerateOptions, GenerateResult, ReplyPriority } from '../engine/engine-protocol.ts';
import type { Generation, GenerationEvent } from '../engine/engine.ts';
import type { StoredMessage } from '../storage/conversation-store.ts';
import { Deferred } from '../engine/deferred.ts';
import { describeBug } from '../log.ts';
import type { UnnumberedChatEvent } from './chat-watcher.ts';
import { closeConversation } from './close-conversation.ts';
import { type ChatContext, publishSummary } from './chat-context.ts';
import { describeFailure } from './describe-failure.ts';
import { PrefillProgress } from './prefill-progress.ts';
import { readMessages, withVersions } from './read-conversation.ts';
import { ReplyJournal } from './reply-journal.ts';

/** What a reply waits for before its first token, and how far the reading of its prompt has come. */
export type Activity = Pick<
  Extract<UnnumberedChatEvent, { type: 'activity' }>,
  'activity' | 'doneTokens' | 'totalTokens' | 'secondsLeft'
>;

interface Progress {
  tokens: number;
  tokensPerSecond: number;
}

/**
 * One reply in the making. It belongs to the host: it goes on with no page open, until the model ends it, the user
 * stops it, the gate withholds it or the engine dies. Whatever happens, what was released is kept.
 */
export class Reply {
  readonly #context: ChatContext;
  readonly #prompt: Pick<GenerateOptions, 'history' | 'prompt'>;
  readonly #gate: StreamGate;
  readonly #journal: ReplyJournal;
  readonly #sentAt = performance.now();
  #message: StoredMessage;
  #generation: Generation | null = null;
  #match: GateMatch | null = null;
  #stopRequested = false;
  readonly #stopped = new Deferred();
  readonly #prefill = new PrefillProgress();
  #running = true;
  #saved = false;
  #saving: Promise<void> = Promise.resolve();
  #activity: Activity = { activity: 'queued' };
  #progress: Progress = { tokens: 0, tokensPerSecond: 0 };
  #firstTokenAt: number | null = null;
  #reasoningStartedAt: number | null = null;

  /** `message` is stored already, empty and `streaming`. */
  constructor(
    context: ChatContext,
    message: StoredMessage,
    matcher: Matcher,
    prompt: Pick<GenerateOptions, 'history' | 'prompt'>,
  ) {
    this.#context = context;
    this.#message = message;
    this.#prompt = prompt;
    this.#gate = new StreamGate(matcher);
    this.#journal = new ReplyJournal(context.store, context.health, message.id);
  }

  get id(): string {
    return this.#message.id;
  }

  get conversationId(): string {
    return this.#message.conversationId;
  }

  /** The reply as far as it has come. */
  get message(): StoredMessage {
    return this.#message;
  }

  get activity(): Activity {
    return this.#activity;
  }

  get running(): boolean {
    return this.#running;
  }

  /** True once the whole reply is on the disk. */
  get saved(): boolean {
    return this.#saved;
  }

  /** Ends the reply and keeps its text. */
  stop(): void {
    this.#stopRequested = true;
    this.#stopped.resolve();
    this.#generation?.abort();
  }

  /** Tells the engine whether somebody looks at this reply. */
  prioritize(): void {
    this.#generation?.prioritize(this.#priority());
  }

  /** Ends the reply because the app closes. */
  interrupt(failure: MessageFailure): void {
    this.stop();
    this.#finish({ status: 'interrupted', failure });
  }

  /** Ends the reply because its conversation is being deleted: nothing is written or told any more. */
  discard(): void {
    this.#running = false;
    this.#saved = true;
    this.#journal.close();
    this.stop();
  }

  /** Generates the reply once it may start; one that is stopped before ends at once. Never rejects: every failure ends in the message. */
  async run(start: Promise<void>): Promise<void> {
    try {
      this.#setActivity({ activity: 'queued' });
      await Promise.race([start, this.#stopped.promise]);
      await this.#generate();
    } catch (error) {
      if (this.#match) await this.#withhold(this.#match);
      else this.#fail(error);
    }
    await this.#saving;
  }

  async #generate(): Promise<void> {
    if (this.#stopRequested) return this.#finish({ status: 'stopped' });
    if (this.#context.loader.state.status !== 'loaded') this.#setActivity({ activity: 'loadingModel' });
    const result = (await this.#ask(true)) ?? (await this.#ask(false));
    if (!result) return this.#finish({ status: 'stopped' });
    // Held-back text is ruled out now, or it is the last word of the reply and a match.
    if (!this.#match && this.#running) this.#take(this.#gate.end());
    if (this.#match) return this.#withhold(this.#match);
    this.#complete(result);
  }

  /** With the model in memory; null where it was stopped before, or has to be asked again with a longer context. */
  async #ask(mayGrow: boolean): Promise<GenerateResult | null> {
    const { loader, settings, store, engine } = this.#context;
    if (this.#stopRequested) return null;
    const { model } = await loader.ensureLoaded();
    this.#message = { ...this.#message, modelName: model.name };
    if (this.#stopRequested) return null;
    this.#setActivity({ activity: 'prefill' });
    const { systemPrompt, sampling, contextPolicy } = settings.current;
    const own = store.findConversation(this.conversationId)?.sampling ?? {};
    this.#generation = engine.generate(
      {
        sessionId: this.conversationId,
        systemPrompt,
        sampling: applyChoices(sampling, own),
        contextPolicy,
        priority: this.#priority(),
        mayGrow: mayGrow && loader.canGrow,
        ...this.#prompt,
      },
      (event) => this.#receive(event),
    );
    return this.#generation.done.catch((reason: unknown) => this.#growContext(reason));
  }

  /** Waits for its turn to load a longer context, where that is all that was missing. */
  async #growContext(reason: unknown): Promise<null> {
    const { loader, replies } = this.#context;
    const neededTokens = reason instanceof AppError ? reason.data['neededTokens'] : null;
    if (typeof neededTokens !== 'number') throw reason;
    loader.growContext(neededTokens);
    this.#setActivity({ activity: 'growingContext' });
    await Promise.race([replies.waitAgain(this), this.#stopped.promise]);
    return null;
  }

  #receive(event: GenerationEvent): void {
    if (!this.#running || this.#match) return;
    if (event.type === 'prefill') {
      const progress = this.#prefill.advance(event.doneTokens, event.totalTokens);
      if (progress) this.#setActivity({ activity: 'prefill', ...progress });
    }
    if (event.type !== 'deltas') return;
    if (this.#firstTokenAt === null) {
      this.#firstTokenAt = performance.now();
      this.#setActivity({ activity: 'generating' });
    }
    this.#progress = { tokens: event.tokens, tokensPerSecond: perSecond(event.tokens, event.decodeMs) };
    for (const delta of event.deltas) {
      this.#take(this.#gate.push(delta));
      if (this.#match) return;
    }
  }

  /** Keeps and tells what the gate has released, and ends the generation on a match. */
  #take(step: GateStep): void {
    for (const delta of step.released) this.#append(delta);
    if (step.released.length) {
      this.#journal.append(step.released);
      this.#context.chatWatchers.publish(this.conversationId, {
        type: 'deltas',
        messageId: this.id,
        deltas: step.released,
        ...this.#progress,
      });
    }
    if (step.match) {
      this.#match = step.match;
      this.#generation?.abort();
    }
  }

  #append(delta: Delta): void {
    const now = performance.now();
    if (delta.channel === 'reasoning') {
      this.#reasoningStartedAt ??= now;
      const reasoningMs = now - this.#reasoningStartedAt;
      this.#message = { ...this.#message, reasoning: this.#message.reasoning + delta.text, reasoningMs };
    } else {
      this.#message = { ...this.#message, text: this.#message.text + delta.text };
    }
  }

  #complete(result: GenerateResult): void {
    const tokens = result.answerTokens + result.reasoningTokens;
    const stats: ReplyStats = {
      promptTokens: result.promptTokens,
      answerTokens: result.answerTokens,
      reasoningTokens: result.reasoningTokens,
      firstTokenMs: (this.#firstTokenAt ?? performance.now()) - this.#sentAt,
      decodeMs: result.decodeMs,
      tokenGapMs: result.tokenGapMs,
      tokensPerSecond: perSecond(tokens, result.decodeMs),
      device: this.#context.engine.state.device ?? 'CPU',
      runtime: this.#context.engine.state.runtime,
      reusedTokens: result.reusedTokens,
      seed: result.seed,
      speculation: result.speculation,
      stopReason: result.stopReason,
      contextShifted: result.contextShifted,
      droppedMessages: result.droppedMessages,
      context: result.context,
    };
    this.#finish({ status: result.stopReason === 'aborted' ? 'stopped' : 'complete', stats });
  }

  /** The gate fired: the conversation is closed, and nothing of it stays in the engine. */
  async #withhold(match: GateMatch): Promise<void> {
    // Deleted between the match and the end of the generation: there is nothing left to close.
    if (!this.#context.store.findConversation(this.conversationId)) return;
    const restart: Restart = {
      at: Date.now(),
      source: match.channel,
      listId: match.rule.listId,
      listName: match.rule.listName,
      category: match.rule.category,
      ruleNumber: match.rule.line,
      start: match.position,
      end: null,
    };
    this.#finish({ status: 'withheld' });
    await closeConversation(this.#context, this.conversationId, restart);
  }

  #fail(error: unknown): void {
    if (this.#stopRequested && error instanceof AppError && error.code === 'aborted') {
      return this.#finish({ status: 'stopped' });
    }
    const failure = describeFailure(error, this.#context.engine.state, this.#context.loader.nextTry);
    this.#context.log.error({ component: 'chat', event: 'replyFailed', code: failure.code });
    if (!(error instanceof AppError))
      this.#context.log.error({ component: 'chat', event: 'bug', ...describeBug(error) });
    const died = error instanceof AppError && error.code === 'engineDied';
    this.#finish({ status: died ? 'interrupted' : 'failed', failure });
  }

  #finish(end: Pick<StoredMessage, 'status'> & Partial<Pick<StoredMessage, 'failure' | 'stats'>>): void {
    if (!this.#running) return;
    this.#message = { ...this.#message, ...end };
    this.#running = false;
    this.#journal.close();
    this.#publish();
    // The pages are told first: the synced write would hold up the last words.
    this.#saving = new Promise((resolve) => setImmediate(() => resolve(this.#save())));
  }

  /** Writes the whole reply in place of its journal, now or as soon as the disk takes it. */
  #save(): void {
    if (this.#saved) return;
    this.#context.writes.write(
      () => this.#context.store.finishReply(this.#message),
      () => (this.#saved = true),
    );
  }

  #publish(): void {
    // The conversation may have been deleted meanwhile.
    if (!this.#context.store.findConversation(this.conversationId)) return;
    const message = withVersions(this.#message, readMessages(this.#context, this.conversationId));
    this.#context.chatWatchers.publish(this.conversationId, { type: 'message', message });
    publishSummary(this.#context, this.conversationId);
  }

  #priority(): ReplyPriority {
    return this.#context.chatWatchers.isWatched(this.conversationId) ? 'view' : 'background';
  }

  #setActivity(activity: Activity): void {
    this.#activity = activity;
    this.#context.chatWatchers.publish(this.conversationId, { type: 'activity', messageId: this.id, ...activity });
  }
}

function perSecond(tokens: number, milliseconds: number): number {
  // The first token belongs to prefill: decode makes the others.
  return milliseconds > 0 ? ((tokens - 1) * 1000) / milliseconds : 0;
}
