import type { DownloadProblem } from '../../../contract/downloads-state.ts';
import { findProxy } from '../../hub/web-fetch.ts';
import type { TransferFile, TransferProgress } from '../worker-protocol.ts';
import { giveBlockBuffer } from './block-buffers.ts';
import { blockBytes } from './block-journal.ts';
import {
  changedProblem,
  corruptProblem,
  describeDiskError,
  describeFetchFailure,
  describeFullDisk,
} from './describe-problem.ts';
import { DirectConnection } from './direct-connection.ts';
import type { FileSource } from './file-source.ts';
import type { FileTransfer, TransferSurroundings } from './file-transfer.ts';
import { FlowControl } from './flow-control.ts';
import { GeneralConnection } from './general-connection.ts';
import { HashAlong } from './hash-along.ts';
import type { FetchFailure } from './judge-answer.ts';
import { openFiles } from './open-files.ts';
import type { Run } from './partial-file.ts';
import type { RangeConnection } from './range-connection.ts';
import { RangeFetch } from './range-fetch.ts';
import { marginOf, readDiskSpace, folderOf, readUnallocatedBytes } from './reserve-space.ts';
import { ResolveError } from './resolve-error.ts';
import { RetryClock } from './retry-clock.ts';
import { speedUp } from './speed-up.ts';
import { isWhole, verifyFiles } from './verify-files.ts';

const maxRunBlocks = 64;
const minRunBlocks = 8;

/** One download at work: connections, retries, verification. It ends by a message, and then does nothing more. */
export class Transfer {
  readonly id: string;
  readonly specs: TransferFile[];
  readonly around: TransferSurroundings;
  readonly fetches = new Set<RangeFetch>();
  readonly #flow: FlowControl;
  readonly #hashAlong: HashAlong;
  readonly #retry = new RetryClock();
  readonly #idle: RangeConnection[] = [];
  files: FileTransfer[] = [];
  over = false;
  #verifying = false;
  #receivedBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #problem: DownloadProblem | null = null;
  #waitingFor = '';
  #closing: Promise<void> | null = null;

  constructor(id: string, specs: TransferFile[], around: TransferSurroundings) {
    this.id = id;
    this.specs = specs;
    this.around = around;
    this.#hashAlong = new HashAlong(around.hasher);
    this.#flow = new FlowControl(around.bucket, () => this.fetches);
  }

  async start(): Promise<void> {
    try {
      const files = await this.around.inTurn(() => openFiles(this));
      if (files === 'diskFull') return await this.#pauseForSpace();
      this.files = files;
      if (this.over) return await this.#close();
      this.fill();
    } catch (error) {
      await this.failLocally(error as NodeJS.ErrnoException);
    }
  }

  /** Starts connections for whatever can be fetched now. */
  fill(): void {
    if (this.over || this.#verifying || this.files.length === 0) return;
    const rechecking = this.files.some(({ recheck }) => recheck);
    if (!rechecking && this.files.every(({ partial }) => partial.complete)) return void this.#verify();
    const waitMs = this.#retry.retryAt - Date.now();
    if (waitMs > 0) return this.#wait(waitMs);
    while (this.fetches.size < this.#connections()) {
      const next = this.#nextRun();
      if (!next) break;
      this.#fetch(next.file, next.run);
      if (this.over) return;
    }
  }

  /** Four times a second: the watchdog, slow connections, and the hash that goes along. */
  tick(): void {
    if (this.over) return;
    const now = performance.now();
    for (const fetch of Array.from(this.fetches)) {
      if (!this.#flow.isHeld(fetch) && now - fetch.lastByteAt > this.around.stallMs) fetch.drop({ kind: 'stalled' });
    }
    this.#hashAlong.tick(this.#receivedBytes, this.files);
    if (this.fetches.size < this.#connections()) {
      speedUp([...this.fetches]);
      this.fill();
    }
  }

  /** New connections, now. */
  wake(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
    for (const fetch of Array.from(this.fetches)) fetch.drop({ kind: 'stalled' });
    for (const { source } of this.files) source.forgetAddress();
    this.#retry.clear();
    this.fill();
  }

  async stop(): Promise<void> {
    await this.#close();
    this.around.post({ type: 'stopped', id: this.id });
  }

  progress(): TransferProgress {
    const doneBytes = this.specs.map((_, index) => this.files[index]?.partial.doneBytes ?? 0);
    for (const { request, unfinishedBytes } of this.fetches) {
      const index = this.files.findIndex(({ partial }) => partial === request.file);
      if (!request.compare && index >= 0) doneBytes[index]! += unfinishedBytes;
    }
    const verified = this.files.map(({ hashKey, spec, verified: whole }) =>
      whole ? spec.sizeBytes : Math.min(spec.sizeBytes, this.around.hasher.hashedBytes(hashKey)),
    );
    const verifiedBytes = verified.reduce((sum, bytes) => sum + bytes, 0);
    return { id: this.id, doneBytes, verifiedBytes, receivedBytes: this.#receivedBytes };
  }

  readUnallocatedBytes(): Promise<number> {
    return Promise.all(this.specs.map(readUnallocatedBytes)).then((sizes) =>
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }

  /** Ends with a problem that the user has to solve, or that nobody can. */
  async end(status: 'paused' | 'failed', problem: DownloadProblem): Promise<void> {
    if (this.over) return;
    await this.#close();
    this.around.post({ type: 'status', id: this.id, status, problem });
  }

  async failLocally(error: NodeJS.ErrnoException): Promise<void> {
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT') await this.#pauseForSpace();
    else await this.end('paused', describeDiskError(error.code ?? null));
  }

  async #pauseForSpace(): Promise<void> {
    const { freeBytes, diskBytes } = await readDiskSpace(folderOf(this.specs)).catch(() => ({
      freeBytes: 0,
      diskBytes: 0,
    }));
    const neededBytes = await this.readUnallocatedBytes();
    await this.end('paused', describeFullDisk(neededBytes, freeBytes, marginOf(diskBytes)));
  }

  /** A limit below some MB a second is one connection's work; more would only fill buffers. */
  #connections(): number {
    const { bytesPerSecond, connections } = this.around.limits;
    return bytesPerSecond === null ? connections : Math.min(connections, Math.ceil(bytesPerSecond / 2e6));
  }

  #nextRun(): { file: FileTransfer; run: Run } | null {
    for (const file of this.files) {
      const { partial, recheck, source } = file;
      if (recheck ? recheck.over : partial.missingBlocks === 0) continue;
      if (!source.address) {
        void this.#resolve(file);
        return null;
      }
      if (recheck) {
        const run = recheck.takeRun();
        if (run) return { file, run };
      } else if (source.wholeOnly) {
        const busy = [...this.fetches].some(({ request }) => request.file === partial);
        const run = busy ? null : partial.takeAll();
        if (run) return { file, run };
      } else {
        const share = Math.ceil(partial.missingBlocks / (this.#connections() * 2));
        const run = partial.takeRun(Math.min(maxRunBlocks, Math.max(minRunBlocks, share)));
        if (run) return { file, run };
      }
    }
    return null;
  }

  async #resolve(file: FileTransfer): Promise<void> {
    if (file.resolving) return;
    file.resolving = true;
    try {
      const resolved = await this.around.resolve(this.id, file.index);
      const proxy = await findProxy(new URL(resolved.url));
      if (this.over) return;
      file.resolving = false;
      if (!file.source.accept(resolved, proxy)) return await this.end('paused', changedProblem);
      this.fill();
    } catch (error) {
      file.resolving = false;
      if (this.over) return;
      if (!(error instanceof ResolveError)) throw error;
      const { code, message } = error;
      if (code === 'accessDenied') return await this.end('paused', { code, message, retryAt: null });
      if (code === 'notFound') return await this.end('failed', { code, message, retryAt: null });
      this.#retry.fail(Date.now(), error.retryAfterMs);
      const known = code === 'offline' || code === 'rateLimited' ? code : 'hubFailed';
      this.#problem = { code: known, message, retryAt: null };
      this.fill();
    }
  }

  #fetch(file: FileTransfer, run: Run): void {
    const { partial, recheck, source } = file;
    const { url, headers } = source.address!;
    const request = {
      file: partial,
      run,
      url,
      headers,
      etag: source.etag,
      maxReadBytes: this.#flow.maxReadBytes,
      wholeAllowed: source.wholeOnly,
      compare: recheck !== null,
    };
    const fetch = new RangeFetch(request, this.#connect(source), {
      onHead: (etag, whole) => {
        if (source.succeed(etag, whole)) this.around.post({ type: 'etag', id: this.id, fileIndex: file.index, etag });
      },
      onBytes: (_fetch, count) => this.#takeBytes(fetch, count),
      onBlock: (_fetch, index, buffer) => this.#takeBlock(file, index, buffer),
      onDone: (_fetch, failure) => this.#takeEnd(file, fetch, failure),
    });
    this.fetches.add(fetch);
    fetch.start();
  }

  #connect(source: FileSource): RangeConnection {
    if (source.proxy || source.general) return new GeneralConnection(source.proxy);
    return this.#idle.pop() ?? new DirectConnection();
  }

  #takeBytes(fetch: RangeFetch, count: number): void {
    this.#receivedBytes += count;
    if (this.#waitingFor !== '') {
      this.#waitingFor = '';
      this.around.post({ type: 'status', id: this.id, status: 'running' });
    }
    this.#flow.take(fetch, count);
  }

  #takeBlock(file: FileTransfer, index: number, buffer: Buffer): void {
    this.#retry.succeed();
    file.source.settle();
    if (!file.recheck) {
      file.partial.finishBlock(index, buffer);
      this.#flow.takePending(this.#pendingWrites());
      return;
    }
    try {
      const replaced = file.recheck.compare(index, buffer);
      if (replaced) file.changedFrom = Math.min(file.changedFrom ?? Infinity, index);
    } catch (error) {
      void this.failLocally(error as NodeJS.ErrnoException);
    }
    giveBlockBuffer(buffer);
  }

  #takeEnd(file: FileTransfer, fetch: RangeFetch, failure: FetchFailure | null): void {
    this.fetches.delete(fetch);
    if (file.recheck && fetch.request.compare) file.recheck.giveBack(fetch.request.run);
    if (fetch.reusable && fetch.connection instanceof DirectConnection) this.#idle.push(fetch.connection);
    if (this.over) return;
    if (failure) this.#takeFailure(file, fetch, failure);
    if (file.recheck) this.#judgeRecheck(file);
    this.fill();
  }

  #takeFailure(file: FileTransfer, fetch: RangeFetch, failure: FetchFailure): void {
    const { run } = fetch.request;
    for (const index of [run.next, run.next - 1, run.next + 1, ...fetch.blocks.toReversed()]) file.suspects.add(index);
    if (file.source.fail(failure)) return;
    const waitMs = failure.kind === 'server' || failure.kind === 'rateLimited' ? failure.retryAfterMs : null;
    this.#retry.fail(Date.now(), waitMs);
    this.#problem = describeFetchFailure(failure, fetch.request.url.host, this.#retry.retryAt);
  }

  #wait(waitMs: number): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.fill();
      },
      Math.min(waitMs, 60_000) + 1,
    );
    // A short pause after a hiccup is no news.
    if (this.fetches.size > 0 || waitMs < 600 || !this.#problem) return;
    const problem = { ...this.#problem, retryAt: Math.round(this.#retry.retryAt) };
    if (this.#waitingFor === JSON.stringify(problem)) return;
    this.#waitingFor = JSON.stringify(problem);
    this.around.post({ type: 'status', id: this.id, status: 'waiting', problem });
  }

  #pendingWrites(): number {
    return this.files.reduce((sum, { partial }) => sum + partial.pendingWrites, 0);
  }

  /** Hears of each block on the disk. */
  takeWritten(error: NodeJS.ErrnoException | null): void {
    if (error && !this.over) return void this.failLocally(error);
    this.#flow.takePending(this.#pendingWrites());
    if (this.fetches.size === 0) this.fill();
  }

  async #verify(): Promise<void> {
    this.#verifying = true;
    this.around.post({ type: 'status', id: this.id, status: 'verifying' });
    try {
      const outcome = await verifyFiles(this);
      if (this.over) return;
      this.#verifying = false;
      if (outcome === 'again') {
        this.#waitingFor = 'again';
        return this.fill();
      }
      for (const { partial } of this.files) await partial.sync();
      if (this.over) return;
      await this.#close();
      this.around.post({ type: 'verified', id: this.id });
    } catch (error) {
      await this.failLocally(error as NodeJS.ErrnoException);
    }
  }

  /** Hashes again after a block was replaced; ends when the whole is right, or when all blocks were compared. */
  #judgeRecheck(file: FileTransfer): void {
    if (file.judging || this.over) return;
    if (file.changedFrom !== null) {
      file.judging = true;
      const changedFrom = file.changedFrom * blockBytes;
      file.changedFrom = null;
      void this.#judgeWhole(file, changedFrom);
    } else if (file.recheck?.over) void this.end('failed', corruptProblem);
  }

  async #judgeWhole(file: FileTransfer, changedFrom: number): Promise<void> {
    try {
      const whole = await isWhole(this, file, changedFrom);
      file.judging = false;
      if (this.over) return;
      if (whole) this.#endRecheck(file);
      else this.#judgeRecheck(file);
    } catch (error) {
      await this.failLocally(error as NodeJS.ErrnoException);
    }
  }

  #endRecheck(file: FileTransfer): void {
    file.verified = true;
    for (const fetch of Array.from(this.fetches)) fetch.drop({ kind: 'stalled' });
    file.recheck = null;
    this.#retry.clear();
    this.fill();
  }

  #close(): Promise<void> {
    this.over = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#flow.close();
    for (const fetch of Array.from(this.fetches)) fetch.drop({ kind: 'stalled' });
    for (const connection of this.#idle.splice(0)) connection.destroy();
    for (const { hashKey } of this.files) this.around.hasher.forget(hashKey);
    return (this.#closing ??= Promise.all(this.files.map(({ partial }) => partial.close())).then(() => undefined));
  }
}
