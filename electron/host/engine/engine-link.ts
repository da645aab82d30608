import { AppError } from '../../../models/app-error.ts';
import type { EngineDeath } from '../../contract/engine-state.ts';
import type { EngineBudgets } from './engine-budgets.ts';
import { describeDeath } from './engine-death.ts';
import type { EngineExit, EngineProcess, StartEngineProcess } from './engine-process.ts';
import type { EngineMessage, EngineReport, EngineRequest } from './engine-protocol.ts';
import { Deferred } from './deferred.ts';
import { FloodMeter } from './flood-meter.ts';
import { LineTail } from './line-tail.ts';
import { describeChange, ModelFileMark } from './model-file-mark.ts';
import { countCharacters, isProgress, type ProgressMessage } from './progress-message.ts';

type EndMessage = Extract<EngineMessage, { type: 'loaded' | 'report' | 'done' | 'finished' | 'tuned' | 'perplexity' }>;
type AnsweredRequest = Extract<EngineRequest, { requestId: number }>;

interface PendingCall {
  /** Pings since its last message; null until its first one, since a call may wait for others to end. */
  stalledPings: number | null;
  onProgress(message: ProgressMessage): void;
  resolve(message: EndMessage): void;
  reject(error: AppError): void;
}

/** What a link tells its owner. */
export interface EngineLinkEvents {
  onReady(): void;
  /** Called once, after every pending call was rejected. */
  onDeath(death: EngineDeath): void;
  /** An answer to a ping. */
  onReport(report: EngineReport): void;
}

/** Messages that nobody waits for, before a process counts as out of its mind. */
const maxStrayMessages = 10_000;

/**
 * One engine process from its start to its end, and the calls that wait on it. Calls made before `ready` are sent
 * then. Nothing of an ended process comes through: its messages find a closed link.
 */
export class EngineLink {
  readonly #budgets: EngineBudgets;
  readonly #events: EngineLinkEvents;
  readonly #calls = new Map<number, PendingCall>();
  readonly #standardError = new LineTail();
  readonly #ready = new Deferred();
  readonly #ended = new Deferred();
  #outbox: EngineRequest[] | null = [];
  #process: EngineProcess | null = null;
  #closed: AppError | null = null;
  #killReason: string | null = null;
  #startTimer: NodeJS.Timeout | null = null;
  #pingTimer: NodeJS.Timeout | null = null;
  #missedPings = 0;
  #stalledPings = 0;
  #strayMessages = 0;
  readonly #log: FloodMeter;
  readonly #talk: FloodMeter;
  #repliedTokens = 0;
  #loadedAt: number | null = null;
  /** The files that are mapped, or about to be. */
  #files: ModelFileMark | null = null;

  constructor(budgets: EngineBudgets, events: EngineLinkEvents) {
    this.#budgets = budgets;
    this.#events = events;
    this.#log = new FloodMeter(budgets.floodBytesPerSecond);
    this.#talk = new FloodMeter(budgets.floodCharactersPerSecond);
    // Not everybody waits for these.
    this.#ready.promise.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves with the handshake; rejects when the process ends first. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether the process did what it is for, so that its end begins a new count of deaths. */
  get proven(): boolean {
    if (this.#repliedTokens > 0) return true;
    return this.#loadedAt !== null && performance.now() - this.#loadedAt >= this.#budgets.provenMs;
  }

  start(startProcess: StartEngineProcess): void {
    if (this.#closed) return;
    this.#startTimer = setTimeout(() => this.#kill('The engine did not start in time.'), this.#budgets.startMs);
    try {
      this.#process = startProcess({
        onMessage: (message) => this.#receive(message),
        onStandardError: (text) => this.#readStandardError(text),
        onExit: (exit) => this.#end(exit),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#killReason = `The engine could not be started: ${reason}`;
      queueMicrotask(() => this.#end({ exitCode: null, signal: null }));
    }
  }

  /** Sends a request and waits for its end. Rejects at once on a link that is closed. */
  call(
    request: AnsweredRequest,
    onProgress: (message: ProgressMessage) => void = () => undefined,
  ): Promise<EndMessage> {
    if (this.#closed) return Promise.reject(this.#closed);
    if ('options' in request && 'modelPath' in request.options)
      this.#files = new ModelFileMark(request.options.modelPath);
    return new Promise((resolve, reject) => {
      this.#calls.set(request.requestId, { stalledPings: null, onProgress, resolve, reject });
      this.send(request);
      this.#schedulePings();
    });
  }

  send(request: EngineRequest): void {
    if (this.#closed) return;
    if (this.#outbox) this.#outbox.push(request);
    else this.#process?.send(request);
  }

  /** Rejects every call, asks the process to leave, and kills it after the stop budget. Resolves once it is gone. */
  async stop(error: AppError): Promise<void> {
    this.#close(error);
    if (!this.#process) return;
    this.#process.send({ type: 'stop' });
    const timer = setTimeout(() => this.#process?.kill(), this.#budgets.stopMs);
    // A process that even a kill does not end is the system's to bury.
    const giveUp = setTimeout(() => this.#ended.resolve(), this.#budgets.stopMs * 2);
    await this.#ended.promise;
    clearTimeout(timer);
    clearTimeout(giveUp);
  }

  #receive(message: EngineMessage): void {
    // What is still on its way from a process that is being killed counts no more.
    if (this.#closed || this.#killReason !== null) return;
    this.#missedPings = 0;
    if (message.type !== 'report') this.#stalledPings = 0;
    if (message.type === 'ready') return this.#open();
    const call = this.#calls.get(message.requestId);
    if (message.type === 'report') this.#events.onReport(message.report);
    if (!call) {
      if (message.type === 'report' || ++this.#strayMessages < maxStrayMessages) return;
      return this.#kill('The engine sent messages that nobody had asked for.');
    }
    if (message.type === 'deltas') this.#repliedTokens = message.tokens;
    if (isProgress(message)) {
      if (this.#talk.add(countCharacters(message))) {
        return this.#kill('The engine sent far more than any model says and was ended.');
      }
      call.stalledPings = 0;
      return call.onProgress(message);
    }
    this.#calls.delete(message.requestId);
    if (message.type === 'loaded') this.#loadedAt = performance.now();
    if (message.type === 'failed') {
      const { code, message: text, data } = message.failure;
      call.reject(new AppError(code, text, { data }));
    } else call.resolve(message);
  }

  #open(): void {
    if (!this.#outbox) return;
    if (this.#startTimer) clearTimeout(this.#startTimer);
    const outbox = this.#outbox;
    this.#outbox = null;
    this.#ready.resolve();
    this.#events.onReady();
    for (const request of outbox) this.#process?.send(request);
  }

  /** Pings only while there is work: an idle process may sleep as it likes. */
  #schedulePings(): void {
    this.#pingTimer ??= setInterval(() => this.#ping(), this.#budgets.pingMs);
  }

  #ping(): void {
    // Before `ready` the start budget counts, not this one.
    if (this.#outbox) return;
    if (this.#calls.size === 0) return this.#stopPings();
    const { missedPings, stalledPings, pingMs } = this.#budgets;
    if (this.#missedPings >= missedPings) {
      const seconds = Math.round((missedPings * pingMs) / 1000);
      return this.#kill(`The engine stopped responding for ${seconds} seconds and was ended.`);
    }
    // One that goes on must not hide another that does not.
    const longestStall = Math.max(...[...this.#calls.values()].map((call) => call.stalledPings ?? 0));
    if (Math.max(this.#stalledPings, longestStall) >= stalledPings) {
      const minutes = Math.round((stalledPings * pingMs) / 60_000);
      return this.#kill(`The engine made no progress for ${minutes} minutes and was ended.`);
    }
    this.#missedPings++;
    this.#stalledPings++;
    for (const call of this.#calls.values()) if (call.stalledPings !== null) call.stalledPings++;
    // Request 0 is nobody's: its answer is a sign of life and a fresh report.
    this.#process?.send({ type: 'report', requestId: 0 });
  }

  #stopPings(): void {
    if (this.#pingTimer) clearInterval(this.#pingTimer);
    this.#pingTimer = null;
    this.#missedPings = 0;
    this.#stalledPings = 0;
  }

  #readStandardError(text: string): void {
    this.#standardError.add(text);
    if (this.#log.add(text.length)) this.#kill('The engine flooded its log and was ended.');
  }

  #kill(reason: string): void {
    if (this.#closed || this.#killReason !== null) return;
    this.#killReason = reason;
    this.#process?.kill();
    setTimeout(() => this.#end({ exitCode: null, signal: 'SIGKILL' }), this.#budgets.stopMs).unref();
  }

  #end(exit: EngineExit): void {
    this.#ended.resolve();
    if (this.#closed) return;
    const reason = this.#killReason ?? this.#explainByFile(exit);
    const death = describeDeath(exit, this.#standardError.read(), reason, Date.now());
    const { exitCode, signal } = death;
    this.#close(new AppError('engineDied', death.message, { data: { exitCode, signal } }));
    this.#events.onDeath(death);
  }

  /** A process dies of reading a mapped file that has become shorter. */
  #explainByFile({ exitCode, signal }: EngineExit): string | null {
    if (signal !== 'SIGBUS' && exitCode !== 7 && exitCode !== 135) return null;
    const change = this.#files?.findChange();
    return change ? `The engine ended because ${describeChange(change)}. The next reply loads it again.` : null;
  }

  #close(error: AppError): void {
    if (this.#closed) return;
    this.#closed = error;
    if (this.#startTimer) clearTimeout(this.#startTimer);
    this.#stopPings();
    this.#ready.reject(error);
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(error);
  }
}
