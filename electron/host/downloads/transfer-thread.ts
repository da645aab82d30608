import { Worker } from 'node:worker_threads';
import type { FromTransferWorker, ToTransferWorker, TransferLimits, WorkerRole } from './worker-protocol.ts';

const idleMs = 5000;

/** The host's end of the thread that moves the bytes. It is started at first use and started anew should it break. */
export class TransferThread {
  readonly #options: { scriptPath: string; stallMs: number };
  readonly #onMessage: (message: FromTransferWorker) => void;
  readonly #onBroken: (error: unknown) => void;
  #worker: Worker | null = null;
  #limits: TransferLimits | null = null;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(
    options: { scriptPath: string; stallMs: number },
    onMessage: (message: FromTransferWorker) => void,
    onBroken: (error: unknown) => void,
  ) {
    this.#options = options;
    this.#onMessage = onMessage;
    this.#onBroken = onBroken;
  }

  get running(): boolean {
    return this.#worker !== null;
  }

  setLimits(limits: TransferLimits): void {
    this.#limits = limits;
    this.#worker?.postMessage({ type: 'limits', limits } satisfies ToTransferWorker);
  }

  send(message: ToTransferWorker): void {
    clearTimeout(this.#endTimer);
    (this.#worker ??= this.#start()).postMessage(message);
  }

  /** Ends it unless it gets something to do: a thread costs memory. */
  endSoon(): void {
    if (!this.#worker) return;
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(() => void this.end(), idleMs).unref();
  }

  async end(): Promise<void> {
    clearTimeout(this.#endTimer);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #start(): Worker {
    const { scriptPath, stallMs } = this.#options;
    const worker = new Worker(scriptPath, {
      workerData: { role: 'transfer', scriptPath, stallMs } satisfies WorkerRole,
    });
    worker.on('message', (message: FromTransferWorker) => {
      if (this.#worker === worker) this.#onMessage(message);
    });
    worker.on('error', (error) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#onBroken(error);
    });
    if (this.#limits) worker.postMessage({ type: 'limits', limits: this.#limits } satisfies ToTransferWorker);
    return worker;
  }
}
