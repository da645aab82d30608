import { AppError } from '../../models/app-error.ts';
import type {
  EngineMessage,
  EngineRequest,
  GenerateOptions,
  GenerateResult,
  ReplyPriority,
} from '../host/engine/engine-protocol.ts';
import { DeltaMerger } from './delta-merger.ts';
import { type RequestKind, RequestQueue } from './request-queue.ts';
import type { Runtime } from './runtime.ts';

interface RunningRequest {
  controller: AbortController;
  /** What a generation was asked to do; null for other requests. */
  generation: GenerateOptions | null;
}

/** What changes the model in memory, or what is known of a session. */
type ChangeRequest = Extract<
  EngineRequest,
  { type: 'load' | 'unload' | 'disposeSession' | 'tune' | 'measurePerplexity' }
>;

/** Answers the host's requests with a runtime: replies side by side, a load alone, and the rest at any time. */
export class EngineServer {
  readonly #runtime: Runtime;
  readonly #send: (message: EngineMessage) => void;
  readonly #onFatal: (error: unknown) => void;
  readonly #queue: RequestQueue;
  readonly #running = new Map<number, RunningRequest>();

  constructor(runtime: Runtime, send: (message: EngineMessage) => void, onFatal: (error: unknown) => void) {
    this.#runtime = runtime;
    this.#send = send;
    this.#onFatal = onFatal;
    this.#queue = new RequestQueue(() => runtime.parallelChats);
  }

  /** Takes every request but `stop`, which is the process's own affair. */
  handle(request: Exclude<EngineRequest, { type: 'stop' }>): void {
    if (request.type === 'abort') this.#running.get(request.target)?.controller.abort();
    else if (request.type === 'prioritize') this.#prioritize(request.target, request.priority);
    else if (request.type === 'report') void this.#report(request.requestId);
    else if (request.type === 'generate') void this.#generate(request.requestId, request.options);
    else void this.#change(request);
  }

  #prioritize(target: number, priority: ReplyPriority): void {
    const running = this.#running.get(target);
    if (!running?.generation) return;
    // One that still waits its turn starts with the new priority.
    running.generation.priority = priority;
    this.#runtime.prioritize(running.generation.sessionId, priority);
  }

  async #report(requestId: number): Promise<void> {
    try {
      this.#send({ type: 'report', requestId, report: await this.#runtime.report() });
    } catch (error) {
      this.#fail(requestId, error);
    }
  }

  async #generate(requestId: number, options: GenerateOptions): Promise<void> {
    const receivedAt = performance.now();
    const merger = new DeltaMerger((merged) => this.#send({ type: 'deltas', requestId, ...merged }));
    const listener = {
      onPrefill: (doneTokens: number, totalTokens: number) =>
        this.#send({ type: 'prefill', requestId, doneTokens, totalTokens }),
      onText: merger.add.bind(merger),
      onContextShift: () => {
        merger.flush();
        this.#send({ type: 'contextShifted', requestId });
      },
    };
    await this.#track(requestId, options, async (signal) => {
      const work = async () => {
        const queuedMs = performance.now() - receivedAt;
        try {
          const done = await this.#runtime.generate(options, listener, signal);
          return { ...done, firstTokenMs: done.firstTokenMs + queuedMs };
        } finally {
          merger.flush();
        }
      };
      const place = { kind: 'shared', sessionId: options.sessionId } as const;
      const result = await this.#queue.run(place, signal, work, () => emptyResult);
      this.#send({ type: 'done', requestId, result });
    });
  }

  async #change(request: ChangeRequest): Promise<void> {
    const { requestId } = request;
    if (request.type === 'disposeSession') this.#abortSession(request.sessionId);
    const isJob = request.type === 'tune' || request.type === 'measurePerplexity';
    const place: RequestKind =
      request.type === 'disposeSession'
        ? { kind: 'session', sessionId: request.sessionId }
        : { kind: isJob ? 'job' : 'alone' };
    await this.#track(requestId, null, async (signal) => {
      this.#send(await this.#queue.run(place, signal, () => this.#apply(request, signal), throwAborted));
    });
  }

  async #apply(request: ChangeRequest, signal: AbortSignal): Promise<EngineMessage> {
    const { requestId } = request;
    const onStep = (step: string, progress: number) => this.#send({ type: 'jobProgress', requestId, step, progress });
    if (request.type === 'tune') {
      const { options, avoidedTrials } = request;
      return { type: 'tuned', requestId, result: await this.#runtime.tune(options, avoidedTrials, onStep, signal) };
    }
    if (request.type === 'measurePerplexity') {
      const { options, documents } = request;
      const result = await this.#runtime.measurePerplexity(options, documents, onStep, signal);
      return { type: 'perplexity', requestId, result };
    }
    if (request.type === 'load') {
      const onProgress = (progress: number) => this.#send({ type: 'loadProgress', requestId, progress });
      return { type: 'loaded', requestId, info: await this.#runtime.load(request.options, onProgress, signal) };
    }
    if (request.type === 'unload') await this.#runtime.unload();
    else await this.#runtime.disposeSession(request.sessionId);
    return { type: 'finished', requestId };
  }

  /** A session that is to be forgotten must not go on talking. */
  #abortSession(sessionId: string): void {
    for (const running of this.#running.values()) {
      if (running.generation?.sessionId === sessionId) running.controller.abort();
    }
  }

  async #track(
    requestId: number,
    generation: GenerateOptions | null,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const controller = new AbortController();
    this.#running.set(requestId, { controller, generation });
    try {
      await work(controller.signal);
    } catch (error) {
      this.#fail(requestId, error);
    } finally {
      this.#running.delete(requestId);
    }
  }

  #fail(requestId: number, error: unknown): void {
    if (!(error instanceof AppError)) return this.#onFatal(error);
    this.#send({
      type: 'failed',
      requestId,
      failure: { code: error.code, message: error.message, data: error.data },
    });
  }
}

/** What a generation yields that was aborted before it began. */
const emptyResult: GenerateResult = {
  stopReason: 'aborted',
  promptTokens: 0,
  answerTokens: 0,
  reasoningTokens: 0,
  firstTokenMs: 0,
  decodeMs: 0,
  tokenGapMs: null,
  contextShifted: false,
  droppedMessages: 0,
  reusedTokens: 0,
  seed: null,
  speculation: null,
  context: { usedTokens: 0, size: 0 },
};

function throwAborted(): never {
  throw new AppError('aborted', 'The request was aborted before it began.');
}
