import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { blockBytes } from './block-journal.ts';
import type { FromHashWorker, HashJob, ToHashWorker } from './hash-protocol.ts';

const readBytes = blockBytes;
const progressMs = 250;
/** Midstates kept of a file, so that a repaired block costs no hashing from the start. */
const minSnapshotBytes = 16 << 20;
const maxSnapshots = 512;

interface FileHash {
  hash: Hash;
  position: number;
  snapshots: { position: number; hash: Hash }[];
}

/** Hashes files along with their download, and checks their blocks. */
export class FileHasher {
  readonly #files = new Map<string, FileHash>();
  readonly #forgotten = new Set<string>();
  readonly #post: (message: FromHashWorker) => void;
  readonly #buffers = [Buffer.allocUnsafeSlow(readBytes), Buffer.allocUnsafeSlow(readBytes)] as const;
  #queue: Promise<void> = Promise.resolve();

  constructor(post: (message: FromHashWorker) => void) {
    this.#post = post;
  }

  take({ jobId, ...job }: ToHashWorker): void {
    if (job.type === 'forget') this.#forgotten.add(job.key);
    this.#queue = this.#answer(this.#queue, jobId, job as HashJob);
  }

  async #answer(before: Promise<void>, jobId: number, job: HashJob): Promise<void> {
    await before;
    try {
      const outcome = await this.#run(job);
      this.#post({ type: 'done', jobId, digest: null, bad: [], ...outcome });
    } catch (error) {
      this.#post({ type: 'failed', jobId, code: (error as NodeJS.ErrnoException).code ?? null });
    }
  }

  async #run(job: HashJob): Promise<{ digest?: string | null; bad?: number[] }> {
    if (job.type === 'forget') {
      this.#files.delete(job.key);
      this.#forgotten.delete(job.key);
      return {};
    }
    const file = await open(job.path, 'r');
    try {
      if (job.type === 'check') return { bad: await this.#check(file, job) };
      return { digest: await this.#hash(file, job) };
    } finally {
      await file.close();
    }
  }

  async #hash(file: FileHandle, job: Extract<HashJob, { type: 'hash' }>): Promise<string | null> {
    const state = this.#rewind(job);
    const snapshotBytes = Math.max(minSnapshotBytes, Math.ceil(job.upTo / maxSnapshots));
    let reportedAt = performance.now();
    for await (const content of this.#read(file, state.position, job.upTo, job.key)) {
      state.hash.update(content);
      state.position += content.length;
      if (state.position - (state.snapshots.at(-1)?.position ?? 0) >= snapshotBytes) {
        state.snapshots.push({ position: state.position, hash: state.hash.copy() });
      }
      if (performance.now() - reportedAt < progressMs) continue;
      reportedAt = performance.now();
      this.#post({ type: 'hashed', key: job.key, bytes: state.position });
    }
    this.#post({ type: 'hashed', key: job.key, bytes: state.position });
    return job.final && state.position === job.upTo ? state.hash.copy().digest('hex') : null;
  }

  #rewind({ key, changedFrom }: Extract<HashJob, { type: 'hash' }>): FileHash {
    const state = this.#files.get(key) ?? { hash: createHash('sha256'), position: 0, snapshots: [] };
    this.#files.set(key, state);
    if (changedFrom === null || changedFrom >= state.position) return state;
    while (state.snapshots.length && state.snapshots.at(-1)!.position > changedFrom) state.snapshots.pop();
    const snapshot = state.snapshots.at(-1);
    state.hash = snapshot ? snapshot.hash.copy() : createHash('sha256');
    state.position = snapshot?.position ?? 0;
    return state;
  }

  async #check(file: FileHandle, job: Extract<HashJob, { type: 'check' }>): Promise<number[]> {
    const bad: number[] = [];
    let index = 0;
    for await (const content of this.#read(file, 0, job.sizeBytes, job.key)) {
      if (crc32(content) !== job.crcs[index]) bad.push(index);
      index++;
    }
    // A file that is too short lacks its last blocks.
    for (; index < job.crcs.length; index++) bad.push(index);
    return bad;
  }

  /** Blocks from `from` on, the next being read while one is worked on. Ends early for a key that was forgotten. */
  async *#read(file: FileHandle, from: number, to: number, key: string): AsyncGenerator<Buffer> {
    const read = (position: number, turn: 0 | 1) => {
      const length = Math.min(blockBytes - (position % blockBytes), to - position);
      return length > 0 ? file.read(this.#buffers[turn], 0, length, position) : null;
    };
    let turn: 0 | 1 = 0;
    let position = from;
    let pending = read(position, turn);
    while (pending && !this.#forgotten.has(key)) {
      // oxlint-disable-next-line no-await-in-loop -- one block after the other
      const { bytesRead } = await pending;
      if (bytesRead === 0) return;
      const content = this.#buffers[turn].subarray(0, bytesRead);
      position += bytesRead;
      turn = turn === 0 ? 1 : 0;
      pending = read(position, turn);
      yield content;
    }
    await pending;
  }
}
