import { AppError } from '../../../models/app-error.ts';
import type { EngineJob } from '../../contract/models-state.ts';
import { describeBug, type Logger } from '../log.ts';

/** What a job is given to work with. */
export interface JobControl {
  signal: AbortSignal;
  /** What is being done, and how much of all of it, from 0 to 1. */
  onProgress(step: string, progress: number): void;
}

interface RunningJob {
  abort: AbortController;
  done: Promise<void>;
}

/** Work of the engine that is no reply, one piece at a time: it gives way to whatever needs the engine. */
export class EngineJobs {
  readonly #log: Logger;
  #state: EngineJob | null = null;
  #running: RunningJob | null = null;
  #closed = false;
  #listener: () => void = () => {};

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The job that runs, or one that failed and was not dismissed. */
  get state(): EngineJob | null {
    return this.#state;
  }

  /** Whether the app is closing, so that nothing is to be loaded any more. */
  get closed(): boolean {
    return this.#closed;
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** Starts a job; one that failed before is forgotten. Resolves with its end, however it ends. @throws AppError `busy` */
  start(about: Pick<EngineJob, 'kind' | 'modelId'>, run: (control: JobControl) => Promise<void>): Promise<void> {
    if (this.#running) {
      throw new AppError('busy', 'A tune or a measurement is running. Wait for it, or end it first.');
    }
    const abort = new AbortController();
    this.#set({ ...about, step: '', progress: 0, status: 'running', problem: null });
    this.#running = { abort, done: this.#run(abort.signal, run) };
    return this.#running.done;
  }

  /** Ends a running job without a word, or takes a failed one away. */
  end(): void {
    if (this.#running) this.#running.abort.abort();
    else this.#set(null);
  }

  /** Ends a running job because something else needs the engine: it stays listed, and says so. */
  giveWay(reason: string): void {
    if (!this.#running || this.#running.abort.signal.aborted) return;
    this.#running.abort.abort(new AppError('aborted', reason));
  }

  /** Ends a job that works on this model, and resolves once it is gone. */
  async endOf(modelId: string): Promise<void> {
    if (this.#state?.modelId !== modelId) return;
    const running = this.#running;
    this.end();
    await running?.done;
  }

  /** Ends all, and resolves once nothing of it is left. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    running?.abort.abort();
    await running?.done;
  }

  async #run(signal: AbortSignal, run: (control: JobControl) => Promise<void>): Promise<void> {
    const onProgress = (step: string, progress: number) => {
      if (this.#state?.status === 'running' && !signal.aborted) this.#set({ ...this.#state, step, progress });
    };
    let problem: string | null = null;
    try {
      await run({ signal, onProgress });
    } catch (error) {
      problem = this.#explain(signal, error);
    }
    this.#running = null;
    this.#set(problem === null ? null : { ...this.#state!, status: 'failed', problem });
  }

  /** Null for one that somebody ended. */
  #explain(signal: AbortSignal, error: unknown): string | null {
    if (signal.aborted) return signal.reason instanceof AppError ? signal.reason.message : null;
    if (error instanceof AppError) return error.message;
    this.#log.error({ component: 'engineJobs', event: 'bug', ...describeBug(error) });
    return 'It ended with an error of Conclave’s own. The log says more.';
  }

  #set(state: EngineJob | null): void {
    this.#state = state;
    this.#listener();
  }
}
