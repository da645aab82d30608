import type { ResolvedFile } from '../../hub/hub.ts';
import type { FromTransferWorker, ToTransferWorker, TransferLimits } from '../worker-protocol.ts';
import { HashThread } from './hash-thread.ts';
import { ResolveError } from './resolve-error.ts';
import { TokenBucket } from './token-bucket.ts';
import type { TransferSurroundings } from './file-transfer.ts';
import { Transfer } from './transfer.ts';

const tickMs = 250;

/** All downloads at work in the transfer thread. */
export class Transfers {
  readonly #transfers = new Map<string, Transfer>();
  readonly #questions = new Map<number, { resolve: (file: ResolvedFile) => void; reject: (error: Error) => void }>();
  readonly #post: (message: FromTransferWorker) => void;
  readonly #around: TransferSurroundings;
  #lastRequestId = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(scriptPath: string, stallMs: number, post: (message: FromTransferWorker) => void) {
    this.#post = post;
    this.#around = {
      stallMs,
      limits: { connections: 4, bytesPerSecond: null },
      bucket: new TokenBucket(),
      hasher: new HashThread(scriptPath),
      post,
      resolve: (id, fileIndex) => this.#ask(id, fileIndex),
      inTurn: (work) => this.#inTurn(work),
      readClaimedBytes: (exceptId) => this.#readClaimedBytes(exceptId),
    };
    setInterval(() => this.#tick(), tickMs).unref();
  }

  take(message: ToTransferWorker): void {
    switch (message.type) {
      case 'start':
        return this.#start(message);
      case 'stop':
        return void this.#stop(message.id);
      case 'limits':
        return this.#setLimits(message.limits);
      case 'wake':
        for (const transfer of this.#transfers.values()) transfer.wake();
        return;
      case 'resolved':
        this.#questions.get(message.requestId)?.resolve(message.file);
        return void this.#questions.delete(message.requestId);
      case 'unresolved': {
        const { code, message: text, requestId, retryAfterMs } = message;
        this.#questions.get(requestId)?.reject(new ResolveError(code, text, retryAfterMs));
        this.#questions.delete(requestId);
      }
    }
  }

  #start({ files, id }: Extract<ToTransferWorker, { type: 'start' }>): void {
    const transfer = new Transfer(id, files, this.#around);
    this.#transfers.set(id, transfer);
    void transfer.start();
  }

  async #stop(id: string): Promise<void> {
    const transfer = this.#transfers.get(id);
    this.#transfers.delete(id);
    if (transfer) await transfer.stop();
    else this.#post({ type: 'stopped', id });
  }

  #setLimits(limits: TransferLimits): void {
    this.#around.limits = limits;
    this.#around.bucket.setRate(limits.bytesPerSecond);
    for (const transfer of this.#transfers.values()) transfer.fill();
  }

  #tick(): void {
    for (const transfer of this.#transfers.values()) transfer.tick();
    for (const [id, { over }] of this.#transfers) if (over) this.#transfers.delete(id);
    const transfers = [...this.#transfers.values()].map((transfer) => transfer.progress());
    if (transfers.length) this.#post({ type: 'progress', transfers });
  }

  #ask(id: string, fileIndex: number): Promise<ResolvedFile> {
    const requestId = ++this.#lastRequestId;
    return new Promise((resolve, reject) => {
      this.#questions.set(requestId, { resolve, reject });
      this.#post({ type: 'resolve', requestId, id, fileIndex });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #readClaimedBytes(exceptId: string): Promise<number> {
    const others = [...this.#transfers.values()].filter(
      ({ files, id, over }) => id !== exceptId && !over && files.length > 0,
    );
    const claims = await Promise.all(others.map((transfer) => transfer.readUnallocatedBytes()));
    return claims.reduce((sum, bytes) => sum + bytes, 0);
  }
}
