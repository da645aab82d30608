import { AppError } from '../../../models/app-error.ts';
import type { Passage } from '../../../models/quality/quality-text.ts';
import type { ComputeDevice, EngineDeath, EngineState } from '../../contract/engine-state.ts';
import type { LoadedModel } from '../../contract/models-state.ts';
import type { Engine, Generation, GenerationEvent, JobListener } from './engine.ts';
import { defaultBudgets, type EngineBudgets } from './engine-budgets.ts';
import { EngineLink } from './engine-link.ts';
import type { StartEngineProcess } from './engine-process.ts';
import type {
  EngineReport,
  EngineRequest,
  GenerateOptions,
  LoadOptions,
  PerplexityResult,
  TuneResult,
} from './engine-protocol.ts';

/** What the supervisor writes to a log: fields only, and never a prompt or a reply. */
export interface EngineLog {
  info(fields: Record<string, unknown>): void;
  warn(fields: Record<string, unknown>): void;
}

export interface SupervisorOptions {
  startProcess: StartEngineProcess;
  log: EngineLog;
  budgets?: Partial<EngineBudgets>;
}

/**
 * Keeps one engine process alive. It restarts a process that died, with growing pauses, and gives up after three
 * deaths in a row without useful work; it never repeats the work itself.
 */
export class Supervisor implements Engine {
  readonly #startProcess: StartEngineProcess;
  readonly #log: EngineLog;
  readonly #budgets: EngineBudgets;
  readonly #listeners = new Set<(state: EngineState) => void>();
  #link: EngineLink | null = null;
  #restartTimer: NodeJS.Timeout | null = null;
  #deaths = 0;
  /** What the process has opened; null before its first model. */
  #device: LoadOptions['device'] | null = null;
  #nextRequestId = 1;
  #hasLoaded = false;
  #state: EngineState = {
    phase: 'starting',
    generation: 0,
    death: null,
    device: null,
    devices: [],
    deviceProblem: null,
    runtime: null,
    memoryBytes: null,
    videoMemory: null,
  };

  constructor(options: SupervisorOptions) {
    this.#startProcess = options.startProcess;
    this.#log = options.log;
    this.#budgets = { ...defaultBudgets, ...options.budgets };
    this.#startLink(0, { phase: 'starting' });
  }

  get state(): EngineState {
    return this.#state;
  }

  onState(listener: (state: EngineState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async useDevice(device: LoadOptions['device']): Promise<void> {
    const opened = this.#device;
    this.#device = device;
    if (opened === null || opened === device) return;
    // It ends when its replies have, and frees what the next process is to have.
    const link = this.#link;
    await this.unload().catch(() => undefined);
    // One that died meanwhile has been replaced already.
    if (this.#link !== link || !link) {
      this.#device = device;
      return;
    }
    const next = this.#startLink(0, { phase: 'restarting', memoryBytes: null, videoMemory: null });
    this.#device = device;
    await link.stop(new AppError('engineDied', 'The engine was started anew for another device.'));
    await next.ready;
  }

  async load(options: LoadOptions, onProgress: (progress: number) => void): Promise<LoadedModel> {
    await this.useDevice(options.device);
    const link = this.#requireLink();
    const requestId = this.#nextRequestId++;
    const end = await link.call({ type: 'load', requestId, options }, (message) => {
      if (message.type === 'loadProgress') onProgress(message.progress);
    });
    if (end.type !== 'loaded') throw unexpected(end.type);
    this.#hasLoaded = true;
    this.#refreshReport(link);
    return end.info;
  }

  async unload(): Promise<void> {
    const link = this.#requireLink();
    await link.call({ type: 'unload', requestId: this.#nextRequestId++ });
    this.#refreshReport(link);
  }

  generate(options: GenerateOptions, onEvent: (event: GenerationEvent) => void): Generation {
    const requestId = this.#nextRequestId++;
    const link = this.#link;
    const run = async () => {
      const end = await this.#requireLink().call({ type: 'generate', requestId, options }, (message) => {
        if (message.type !== 'loadProgress' && message.type !== 'jobProgress') onEvent(message);
      });
      if (end.type !== 'done') throw unexpected(end.type);
      if (link) this.#refreshReport(link);
      return end.result;
    };
    return {
      done: run(),
      abort: () => link?.send({ type: 'abort', target: requestId }),
      prioritize: (priority) => link?.send({ type: 'prioritize', target: requestId, priority }),
    };
  }

  async disposeSession(sessionId: string): Promise<void> {
    await this.#requireLink().call({ type: 'disposeSession', requestId: this.#nextRequestId++, sessionId });
  }

  async report(): Promise<EngineReport> {
    const end = await this.#requireLink().call({ type: 'report', requestId: this.#nextRequestId++ });
    if (end.type !== 'report') throw unexpected(end.type);
    return end.report;
  }

  async tune(
    options: LoadOptions,
    avoidedTrials: string[],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<TuneResult> {
    const requestId = this.#nextRequestId++;
    await this.useDevice(options.device);
    const end = await this.#runJob({ type: 'tune', requestId, options, avoidedTrials }, onProgress, signal);
    if (end.type !== 'tuned') throw unexpected(end.type);
    return end.result;
  }

  async measurePerplexity(
    options: LoadOptions,
    documents: Passage[][],
    onProgress: JobListener,
    signal: AbortSignal,
  ): Promise<PerplexityResult> {
    const requestId = this.#nextRequestId++;
    await this.useDevice(options.device);
    const end = await this.#runJob({ type: 'measurePerplexity', requestId, options, documents }, onProgress, signal);
    if (end.type !== 'perplexity') throw unexpected(end.type);
    return end.result;
  }

  async #runJob(
    request: Extract<EngineRequest, { type: 'tune' | 'measurePerplexity' }>,
    onProgress: JobListener,
    signal: AbortSignal,
  ): ReturnType<EngineLink['call']> {
    const link = this.#requireLink();
    const abort = () => link.send({ type: 'abort', target: request.requestId });
    signal.addEventListener('abort', abort, { once: true });
    try {
      const end = link.call(request, (message) => {
        if (message.type === 'jobProgress') onProgress(message.step, message.progress);
      });
      if (signal.aborted) abort();
      return await end;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#refreshReport(link);
    }
  }

  async restart(): Promise<void> {
    await this.#endLink('restarting', new AppError('engineDied', 'The engine was restarted.'));
    this.#deaths = 0;
    await this.#startLink(0, { phase: 'restarting', death: null }).ready;
  }

  async stop(): Promise<void> {
    await this.#endLink('stopped', new AppError('engineUnavailable', 'The engine was stopped.'));
  }

  /** The link for the next process, which takes calls at once and starts after the pause. */
  #startLink(delayMs: number, change: Partial<EngineState>): EngineLink {
    const link = new EngineLink(this.#budgets, {
      onReady: () => {
        if (link === this.#link) this.#set({ phase: 'ready' });
      },
      onDeath: (death) => {
        if (link === this.#link) this.#bury(link, death);
      },
      onReport: (report) => {
        if (link === this.#link && this.#hasLoaded) this.#takeReport(report);
      },
    });
    this.#link = link;
    this.#device = null;
    this.#hasLoaded = false;
    const generation = this.#state.generation + 1;
    const start = () => {
      link.start(this.#startProcess);
      this.#log.info({ component: 'engine', event: 'started', generation, pid: link.pid });
    };
    // The link stands before anybody hears of it, so that a listener's call finds it.
    this.#set({ ...change, generation });
    if (delayMs === 0) start();
    else this.#restartTimer = setTimeout(start, delayMs);
    return link;
  }

  #bury(link: EngineLink, death: EngineDeath): void {
    this.#deaths = link.proven ? 1 : this.#deaths + 1;
    this.#link = null;
    this.#hasLoaded = false;
    const { message, exitCode, signal } = death;
    const { generation } = this.#state;
    this.#log.warn({ component: 'engine', event: 'died', generation, message, exitCode, signal, deaths: this.#deaths });
    const gone = { death, memoryBytes: null, videoMemory: null };
    if (this.#deaths >= this.#budgets.maxDeaths) return this.#set({ ...gone, phase: 'broken' });
    const delays = this.#budgets.restartDelaysMs;
    const delayMs = delays[Math.min(this.#deaths, delays.length) - 1] ?? 1000;
    this.#startLink(delayMs, { ...gone, phase: 'restarting' });
  }

  async #endLink(phase: EngineState['phase'], error: AppError): Promise<void> {
    const link = this.#link;
    this.#link = null;
    this.#hasLoaded = false;
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    this.#restartTimer = null;
    this.#set({ phase, memoryBytes: null, videoMemory: null });
    await link?.stop(error);
  }

  #requireLink(): EngineLink {
    if (this.#link) return this.#link;
    const message =
      this.#state.phase === 'broken'
        ? `The engine ended ${this.#budgets.maxDeaths} times in a row and stays off. Restart it to try again.`
        : 'The engine is not running.';
    throw new AppError('engineUnavailable', message);
  }

  #refreshReport(link: EngineLink): void {
    // The link passes reports on by itself; a process that died meanwhile has its own way to say so.
    link.call({ type: 'report', requestId: this.#nextRequestId++ }).catch(() => undefined);
  }

  #takeReport({ device, devices: found, deviceProblem, runtime, memoryBytes, videoMemory }: EngineReport): void {
    const devices = keepKnown(found, this.#state.devices);
    this.#set({ device, devices, deviceProblem, runtime, memoryBytes, videoMemory });
  }

  #set(change: Partial<EngineState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}

/** A process that has opened the CPU alone sees no GPU; those that an earlier one saw can still be chosen. */
function keepKnown(found: ComputeDevice[], known: readonly ComputeDevice[]): ComputeDevice[] {
  if (found.some(({ backend }) => backend !== 'cpu')) return found;
  const others = known.filter(({ backend }) => backend !== 'cpu');
  return [...others.map((device) => ({ ...device, freeBytes: null })), ...found];
}

function unexpected(type: string): Error {
  return new Error(`the engine answered with “${type}”, which this request does not end with`);
}
