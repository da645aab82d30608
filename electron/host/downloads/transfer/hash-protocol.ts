/** What the hash thread does, one job after the other. A file's hash lives on between jobs under its `key`. */
export type HashJob =
  /** Hashes on to `upTo`; `final` gives the digest of the whole. `changedFrom` says where bytes changed since. */
  | { type: 'hash'; key: string; path: string; upTo: number; final: boolean; changedFrom: number | null }
  /** Compares blocks on the disk with their CRC-32; gives the indices of those that differ. */
  | { type: 'check'; key: string; path: string; sizeBytes: number; crcs: Uint32Array }
  /** Ends the key's jobs and drops its hash. */
  | { type: 'forget'; key: string };

export type ToHashWorker = HashJob & { jobId: number };

export type FromHashWorker =
  | { type: 'hashed'; key: string; bytes: number }
  | { type: 'done'; jobId: number; digest: string | null; bad: number[] }
  | { type: 'failed'; jobId: number; code: string | null };
