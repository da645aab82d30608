import { existsSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../models/app-error.ts';
import type { DownloadsState } from '../../contract/downloads-state.ts';
import type { Hub } from '../hub/hub.ts';
import { describeBug, type Logger } from '../log.ts';
import type { Notices } from '../notices.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import { isStorageError } from '../storage/storage-error.ts';
import { describeStorage, requireSpace, sizeOf } from './download-space.ts';
import {
  createRecord,
  type DownloadRecord,
  downloadRecordSchema,
  partialPaths,
  readRecords,
  writeRecord,
} from './download-record.ts';
import type { DownloadPlan, Downloads } from './downloads.ts';
import { findInstalled, installFiles } from './install-files.ts';
import { describeQueue } from './describe-queue.ts';
import { QueueEntry } from './queue-entry.ts';
import { answerResolve } from './answer-resolve.ts';
import { isOffer, KeptPartials } from './kept-partials.ts';
import { TransferThread } from './transfer-thread.ts';
import type { FromTransferWorker } from './worker-protocol.ts';

export interface DownloadQueueOptions {
  modelsFolder: string;
  /** The script of the threads that move and hash bytes. */
  workerPath: string;
  hub: Pick<Hub, 'resolveFile'>;
  settings: Pick<SettingsFile, 'current'>;
  notices: Notices;
  log: Logger;
  /** Whether this process owns the data folder: no other may touch partial files. */
  owner: boolean;
  /** How long a connection may stay without a byte. */
  stallMs?: number;
}

const defaultStallMs = 30_000;
const publishMs = 250;
const threadRestartMs = 5000;
const maxCloseMs = 5000;

/** The queue in the host: what runs when, what is kept of it on the disk, and what the page sees. */
export class DownloadQueue implements Downloads {
  readonly #options: DownloadQueueOptions;
  readonly #partialFolder: string;
  readonly #thread: TransferThread;
  readonly #abort = new AbortController();
  /** Partial files that were left for later. */
  readonly #kept: KeptPartials;
  readonly #stopped = new Map<string, (() => void)[]>();
  #entries: QueueEntry[] = [];
  readonly #listeners: ((state: DownloadsState) => void)[] = [];
  #installed: (folder: string, downloadId: string) => Promise<string | null> = async () => null;
  #publishTimer: NodeJS.Timeout | null = null;
  #publishedAt = 0;
  #closed = false;

  constructor(options: DownloadQueueOptions) {
    this.#options = options;
    this.#partialFolder = join(options.modelsFolder, '.partial');
    this.#kept = new KeptPartials(this.#partialFolder);
    this.#thread = new TransferThread(
      { scriptPath: options.workerPath, stallMs: options.stallMs ?? defaultStallMs },
      (message) => this.#take(message),
      (error) => this.#takeBroken(error),
    );
    this.updateLimits();
    if (options.owner) this.#restore();
  }

  get state(): DownloadsState {
    return describeQueue(this.#entries);
  }

  onChange(listener: (state: DownloadsState) => void): void {
    this.#listeners.push(listener);
  }

  onInstalled(listener: (folder: string, downloadId: string) => Promise<string | null>): void {
    this.#installed = listener;
  }

  add(wanted: DownloadPlan): string {
    this.#requireOwner();
    // Nothing but what the record is to say.
    const plan = downloadRecordSchema.shape.plan.parse(wanted);
    const there = this.#entries.find((entry) => entry.phase !== 'done' && isOffer(entry.record, plan));
    if (there) {
      if (there.record.status !== 'active') this.resume(there.id);
      return there.id;
    }
    requireSpace(this.#options.modelsFolder, plan);
    const record = this.#kept.take(plan) ?? createRecord(plan);
    record.position = Math.max(0, ...this.#entries.map((entry) => entry.record.position + 1));
    this.#begin(record);
    this.#entries.push(new QueueEntry(record));
    this.#schedule();
    return record.id;
  }

  pause(id: string): void {
    const entry = this.#get(id);
    if (entry.phase === 'done' || entry.phase === 'installing' || entry.record.status !== 'active') return;
    this.#stop(entry);
    this.#save(entry, { status: 'paused', problem: null });
    this.#schedule();
  }

  resume(id: string): void {
    const entry = this.#get(id);
    if (entry.phase === 'done') return;
    // One that waits for a retry is tried at once.
    if (entry.phase === 'waiting') this.#thread.send({ type: 'wake' });
    this.#save(entry, { status: 'active', problem: null });
    this.#schedule();
  }

  async cancel(id: string, keepPartial: boolean): Promise<void> {
    const entry = this.#get(id);
    if (entry.phase === 'installing') throw new AppError('busy', 'This download is just being finished.');
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#publish();
    if (entry.phase === 'done') return;
    // The record first: a crash from here on must not bring the download back.
    this.#save(entry, { status: 'kept', problem: null });
    this.#stop(entry);
    await this.#whenStopped(entry);
    if (keepPartial) this.#kept.add(entry.record);
    else await rm(partialPaths(this.#partialFolder, id).folder, { recursive: true, force: true, maxRetries: 3 });
    this.#schedule();
  }

  move(id: string, index: number): void {
    const entry = this.#get(id);
    const others = this.#entries.filter((other) => other !== entry);
    others.splice(Math.max(0, Math.min(index, others.length)), 0, entry);
    this.#entries = others;
    for (const [position, other] of others.entries()) {
      if (other.phase !== 'done' && other.record.position !== position) this.#save(other, { position });
    }
    this.#schedule();
  }

  clearDone(): void {
    this.#entries = this.#entries.filter(({ phase }) => phase !== 'done');
    this.#publish();
  }

  find(repositoryId: string, offerKey: string): string | null {
    const isIt = ({ phase, record }: QueueEntry) => phase !== 'done' && isOffer(record, { repositoryId, offerKey });
    return this.#entries.find(isIt)?.id ?? null;
  }

  wake(): void {
    if (this.#thread.running) this.#thread.send({ type: 'wake' });
  }

  /** Takes over what the settings say of downloads. */
  updateLimits(): void {
    const { connections, speedLimit } = this.#options.settings.current.downloads;
    this.#thread.setLimits({ connections, bytesPerSecond: speedLimit });
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#abort.abort();
    if (this.#publishTimer) clearTimeout(this.#publishTimer);
    for (const entry of this.#entries) if (entry.active) this.#stop(entry);
    // A disk that hangs must not keep the app from ending: what is lost are blocks under way.
    const stopped = Promise.all(this.#entries.map((entry) => this.#whenStopped(entry)));
    await Promise.race([stopped, pause(maxCloseMs, undefined, { ref: false })]);
    await this.#thread.end();
  }

  #requireOwner(): void {
    if (this.#options.owner) return;
    throw new AppError('busy', 'Another Conclave is using this data folder. Start downloads there, or close it first.');
  }

  #get(id: string): QueueEntry {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (!entry) throw new AppError('notFound', 'This download is no longer in the list.');
    return entry;
  }

  #restore(): void {
    const { records, unreadable } = readRecords(this.#partialFolder);
    for (const id of unreadable) {
      this.#options.notices.set({
        key: `download-${id}`,
        severity: 'warning',
        message: `A begun download cannot be understood and was left alone: ${join(this.#partialFolder, id)}.`,
      });
    }
    for (const record of records) {
      if (record.status === 'kept') this.#kept.add(record);
      else this.#entries.push(new QueueEntry(record));
    }
    this.#schedule();
  }

  /** Starts what is next in the order, and stops what is no longer. Verifying takes no line, so that it does not count. */
  #schedule(): void {
    if (this.#closed) return;
    let free = this.#options.settings.current.downloads.parallel;
    for (const entry of this.#entries) {
      if (entry.record.status !== 'active' || entry.phase === 'done') continue;
      if (entry.phase === 'verifying' || entry.phase === 'installing') continue;
      if (free-- <= 0) this.#stop(entry);
      else if (entry.phase === 'idle') this.#start(entry);
    }
    this.#publish();
    if (!this.#entries.some(({ active, phase }) => active || phase === 'stopping')) this.#thread.endSoon();
  }

  #start(entry: QueueEntry): void {
    const { etags, fileNames, id, plan } = entry.record;
    const paths = partialPaths(this.#partialFolder, id);
    if (!existsSync(paths.files)) return void this.#recover(entry);
    entry.setPhase('running');
    const files = plan.files.map(({ sha256, sizeBytes }, index) => ({
      partialPath: join(paths.files, fileNames[index]!),
      journalPath: join(paths.folder, `${index}.blocks`),
      sizeBytes,
      sha256,
      etag: etags[index] ?? null,
    }));
    this.#thread.send({ type: 'start', id, files });
  }

  /** The app may have ended between the renaming of the folder and the deletion of what was left. */
  async #recover(entry: QueueEntry): Promise<void> {
    entry.setPhase('installing');
    if (await findInstalled(this.#options.modelsFolder, entry.record)) return await this.#install(entry);
    entry.setPhase('idle');
    try {
      writeRecord(this.#partialFolder, entry.record);
    } catch (error) {
      this.#pauseForDisk(entry, error as NodeJS.ErrnoException);
    }
    this.#schedule();
  }

  #stop(entry: QueueEntry): void {
    if (!entry.active) return;
    entry.setPhase('stopping');
    this.#thread.send({ type: 'stop', id: entry.id });
  }

  #whenStopped(entry: QueueEntry): Promise<void> {
    if (entry.phase !== 'stopping') return Promise.resolve();
    return new Promise((resolve) => {
      this.#stopped.set(entry.id, [...(this.#stopped.get(entry.id) ?? []), resolve]);
    });
  }

  #take(message: FromTransferWorker): void {
    if (message.type === 'progress') {
      for (const progress of message.transfers) {
        const entry = this.#entries.find(({ id }) => id === progress.id);
        if (entry?.active) entry.take(progress);
      }
      return this.#publishSoon();
    }
    if (message.type === 'stopped') return this.#takeStopped(message.id);
    if (message.type === 'resolve') return void this.#resolve(message);
    const entry = this.#entries.find(({ id }) => id === message.id);
    if (!entry?.active) return;
    if (message.type === 'etag') {
      const etags = entry.record.etags.with(message.fileIndex, message.etag);
      return this.#save(entry, { etags });
    }
    if (message.type === 'verified') return void this.#install(entry);
    if (message.status === 'paused' || message.status === 'failed') {
      entry.setPhase('idle');
      this.#save(entry, { status: message.status, problem: message.problem });
      this.#options.log.warn({ component: 'downloads', event: message.status, code: message.problem.code });
    } else {
      entry.setPhase(message.status);
      if (message.status === 'waiting') entry.retryProblem = message.problem;
    }
    this.#schedule();
  }

  #takeStopped(id: string): void {
    const entry = this.#entries.find((candidate) => candidate.id === id);
    if (entry?.phase === 'stopping') entry.setPhase('idle');
    for (const wake of this.#stopped.get(id) ?? []) wake();
    this.#stopped.delete(id);
    this.#schedule();
  }

  /** Downloads go on after a while; what they had lies on the disk. */
  #takeBroken(error: unknown): void {
    this.#options.log.error({ component: 'downloads', event: 'bug', ...describeBug(error) });
    const broken = this.#entries.filter(({ active, phase }) => active || phase === 'stopping');
    for (const entry of broken) {
      if (entry.phase === 'stopping') this.#takeStopped(entry.id);
      else entry.setPhase('waiting');
    }
    for (const wake of [...this.#stopped.values()].flat()) wake();
    this.#stopped.clear();
    setTimeout(() => {
      for (const entry of broken) if (entry.phase === 'waiting') entry.setPhase('idle');
      this.#schedule();
    }, threadRestartMs).unref();
    this.#publish();
  }

  async #resolve({ fileIndex, id, requestId }: Extract<FromTransferWorker, { type: 'resolve' }>): Promise<void> {
    const plan = this.#entries.find((entry) => entry.id === id)?.record.plan;
    const answer = await answerResolve(this.#options, plan, fileIndex, this.#abort.signal);
    if (!this.#closed) this.#thread.send({ ...answer, requestId });
  }

  async #install(entry: QueueEntry): Promise<void> {
    entry.setPhase('installing');
    this.#schedule();
    try {
      const folder = await installFiles(this.#options.modelsFolder, this.#partialFolder, entry.record);
      entry.modelId = await this.#installed(folder, entry.id).catch((error: unknown) => {
        this.#options.log.error({ component: 'downloads', event: 'bug', ...describeBug(error) });
        return null;
      });
      entry.setPhase('done');
      entry.record = { ...entry.record, problem: null };
    } catch (error) {
      entry.setPhase('idle');
      this.#pauseForDisk(entry, error as NodeJS.ErrnoException);
    }
    this.#schedule();
  }

  #save(entry: QueueEntry, change: Partial<DownloadRecord>): void {
    entry.record = { ...entry.record, ...change };
    try {
      writeRecord(this.#partialFolder, entry.record);
    } catch (error) {
      // It counts in memory; the files themselves say what is there of them.
      if (!isStorageError(error)) throw error;
    }
    this.#publish();
  }

  #begin(record: DownloadRecord): void {
    try {
      writeRecord(this.#partialFolder, record);
    } catch (error) {
      if (!isStorageError(error)) throw error;
      // A folder without a record would be one that nobody understands.
      rmSync(partialPaths(this.#partialFolder, record.id).folder, { recursive: true, force: true });
      const { message } = describeStorage(
        this.#options.modelsFolder,
        error as NodeJS.ErrnoException,
        sizeOf(record.plan),
      );
      throw new AppError('diskFull', message, { cause: error });
    }
  }

  #pauseForDisk(entry: QueueEntry, error: NodeJS.ErrnoException): void {
    this.#save(entry, {
      status: 'paused',
      problem: describeStorage(this.#options.modelsFolder, error, entry.totalBytes),
    });
  }

  #publishSoon(): void {
    if (this.#publishTimer || this.#closed) return;
    const waitMs = Math.max(0, this.#publishedAt + publishMs - performance.now());
    this.#publishTimer = setTimeout(() => this.#publish(), waitMs);
  }

  #publish(): void {
    if (this.#publishTimer) clearTimeout(this.#publishTimer);
    this.#publishTimer = null;
    if (this.#closed) return;
    this.#publishedAt = performance.now();
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}
