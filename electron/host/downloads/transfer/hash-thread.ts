import { Worker } from 'node:worker_threads';
import type { WorkerRole } from '../worker-protocol.ts';
import type { FromHashWorker, HashJob, ToHashWorker } from './hash-protocol.ts';

interface PendingJob {
  resolve: (outcome: { digest: string | null; bad: number[] }) => void;
  reject: (error: Error) => void;
}

/** The transfer thread's end of the hash thread, which is started at first use. */
export class HashThread {
  readonly #scriptPath: string;
  readonly #pending = new Map<number, PendingJob>();
  readonly #hashed = new Map<string, number>();
  #worker: Worker | null = null;
  #lastJobId = 0;

  constructor(scriptPath: string) {
    this.#scriptPath = scriptPath;
  }

  /** Bytes of the file under this key that are hashed. */
  hashedBytes(key: string): number {
    return this.#hashed.get(key) ?? 0;
  }

  run(job: HashJob): Promise<{ digest: string | null; bad: number[] }> {
    if (job.type === 'hash' && job.changedFrom !== null) this.#hashed.set(job.key, 0);
    const jobId = ++this.#lastJobId;
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      this.#pending.set(jobId, { resolve, reject });
      worker.postMessage({ ...job, jobId } satisfies ToHashWorker);
    });
  }

  forget(key: string): void {
    this.#hashed.delete(key);
    if (this.#worker) void this.run({ type: 'forget', key }).catch(() => undefined);
  }

  #start(): Worker {
    const worker = new Worker(this.#scriptPath, { workerData: { role: 'hash' } satisfies WorkerRole });
    worker.unref();
    worker.on('message', (message: FromHashWorker) => this.#take(message));
    worker.on('error', () => this.#end(worker));
    worker.on('exit', () => this.#end(worker));
    return worker;
  }

  #take(message: FromHashWorker): void {
    if (message.type === 'hashed') return void this.#hashed.set(message.key, message.bytes);
    const job = this.#pending.get(message.jobId);
    this.#pending.delete(message.jobId);
    if (message.type === 'done') job?.resolve(message);
    else job?.reject(Object.assign(new Error('The file could not be read'), { code: message.code }));
  }

  #end(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#hashed.clear();
    for (const { reject } of this.#pending.values()) reject(new Error('The hash thread ended'));
    this.#pending.clear();
  }
}
