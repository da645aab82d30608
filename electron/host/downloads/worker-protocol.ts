import type { DownloadProblem } from '../../contract/downloads-state.ts';
import type { AppErrorCode } from '../../../models/app-error.ts';
import type { ResolvedFile } from '../hub/hub.ts';

/** What the thread is started with. The hash thread runs the same script. */
export type WorkerRole = { role: 'transfer'; scriptPath: string; stallMs: number } | { role: 'hash' };

/** One file to fetch. `partialPath` is where its bytes go, `journalPath` where its finished blocks are noted. */
export interface TransferFile {
  partialPath: string;
  journalPath: string;
  sizeBytes: number;
  sha256: string | null;
  etag: string | null;
}

export interface TransferLimits {
  /** Connections of one download. */
  connections: number;
  /** Of all downloads together; null is no limit. */
  bytesPerSecond: number | null;
}

export type ToTransferWorker =
  | { type: 'start'; id: string; files: TransferFile[] }
  /** Answered with `stopped` once nothing is written any more. */
  | { type: 'stop'; id: string }
  | { type: 'limits'; limits: TransferLimits }
  | { type: 'wake' }
  | { type: 'resolved'; requestId: number; file: ResolvedFile }
  | { type: 'unresolved'; requestId: number; code: AppErrorCode | 'bug'; message: string; retryAfterMs: number | null };

export interface TransferProgress {
  id: string;
  /** Bytes that lie on the disk, by file. */
  doneBytes: number[];
  /** Of the files that are done, and of the one at work: hashed so far. */
  verifiedBytes: number;
  /** All that came over the line since the start, to measure the speed by. */
  receivedBytes: number;
}

export type FromTransferWorker =
  | { type: 'progress'; transfers: TransferProgress[] }
  | { type: 'status'; id: string; status: 'running' | 'verifying' }
  | { type: 'status'; id: string; status: 'waiting' | 'paused' | 'failed'; problem: DownloadProblem }
  | { type: 'etag'; id: string; fileIndex: number; etag: string | null }
  /** Every file is whole, has the right SHA-256 and is synced to the disk. */
  | { type: 'verified'; id: string }
  | { type: 'stopped'; id: string }
  | { type: 'resolve'; requestId: number; id: string; fileIndex: number };
