import { Worker } from 'node:worker_threads';
import { AppError } from '../../../models/app-error.ts';
import type { LibraryJobName, LibraryJobs } from './library-jobs.ts';
import type { LibraryReply, LibraryRequest } from './library-worker.ts';

/** How long the thread stays without work. */
const idleMs = 20_000;

interface Pending {
  resolve(output: never): void;
  reject(error: unknown): void;
  onProgress(doneBytes: number): void;
}

/** Reads and hashes model files in a thread of its own, which runs only while there is work. */
export class LibraryThread {
  readonly #workerPath: string;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | null = null;
  #idleTimer: NodeJS.Timeout | null = null;
  #nextId = 1;

  constructor(workerPath: string) {
    this.#workerPath = workerPath;
  }

  /** Does a job. Rejects with the job's AppErrors, and with `aborted` when the signal or `close` ends it. */
  run<Name extends LibraryJobName>(
    name: Name,
    input: LibraryJobs[Name]['input'],
    options: { signal?: AbortSignal; onProgress?: (doneBytes: number) => void } = {},
  ): Promise<LibraryJobs[Name]['output']> {
    const { signal, onProgress = () => {} } = options;
    if (signal?.aborted) return Promise.reject(aborted());
    const id = this.#nextId++;
    const worker = this.#start();
    const result = new Promise<LibraryJobs[Name]['output']>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
    });
    const abort = () => post(worker, { id, type: 'abort' });
    signal?.addEventListener('abort', abort, { once: true });
    post(worker, { id, type: 'run', name, input });
    return result.finally(() => signal?.removeEventListener('abort', abort));
  }

  /** Ends the thread and what it does. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#leave(aborted());
    await worker?.terminate();
  }

  #start(): Worker {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#workerPath, { execArgv: [] });
    worker.unref();
    worker.on('message', (reply: LibraryReply) => this.#take(reply));
    worker.once('error', (error) => this.#bury(worker, error));
    worker.once('exit', (code) => this.#bury(worker, new Error(`The library's thread ended with ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #take(reply: LibraryReply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    if (reply.type === 'progress') return pending.onProgress(reply.doneBytes);
    this.#pending.delete(reply.id);
    if (reply.type === 'done') pending.resolve(reply.output as never);
    else if (reply.type === 'failed') pending.reject(new AppError(reply.code, reply.message));
    else pending.reject(new Error(reply.message));
    if (this.#pending.size > 0) return;
    this.#idleTimer = setTimeout(() => void this.close(), idleMs);
    this.#idleTimer.unref();
  }

  #bury(worker: Worker, error: Error): void {
    if (worker === this.#worker) this.#leave(error);
  }

  #leave(error: Error): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#worker = null;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}

function post(worker: Worker, request: LibraryRequest): void {
  worker.postMessage(request);
}

function aborted(): AppError {
  return new AppError('aborted', 'It was cancelled.');
}
