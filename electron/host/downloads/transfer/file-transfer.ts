import type { ResolvedFile } from '../../hub/hub.ts';
import type { FromTransferWorker, TransferFile, TransferLimits } from '../worker-protocol.ts';
import type { BlockRecheck } from './block-recheck.ts';
import type { FileSource } from './file-source.ts';
import type { HashThread } from './hash-thread.ts';
import type { PartialFile } from './partial-file.ts';
import type { TokenBucket } from './token-bucket.ts';

/** What transfers share. */
export interface TransferSurroundings {
  stallMs: number;
  limits: TransferLimits;
  bucket: TokenBucket;
  hasher: HashThread;
  post: (message: FromTransferWorker) => void;
  /** Rejects with a ResolveError. */
  resolve: (id: string, fileIndex: number) => Promise<ResolvedFile>;
  /** Only one transfer at a time looks for space and takes it. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Space that the other transfers will still take. */
  readClaimedBytes: (exceptId: string) => Promise<number>;
}

/** A file of the download: what is here of it, and where the rest comes from. */
export interface FileTransfer {
  index: number;
  spec: TransferFile;
  partial: PartialFile;
  source: FileSource;
  hashKey: string;
  verified: boolean;
  resolving: boolean;
  /** Set while its blocks are fetched again to be compared. */
  recheck: BlockRecheck | null;
  /** First block that was replaced since the last look at the whole. */
  changedFrom: number | null;
  /** Whether the whole is being looked at. */
  judging: boolean;
  /** Blocks of connections that had a fault, and those at their ends. */
  suspects: Set<number>;
}
