/** SQLite's primary result codes that say something about the disk rather than about our SQL. */
const sqlite = { perm: 3, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

const sentences: Record<number, string> = {
  [sqlite.perm]: 'Conclave may not write to its folder. Give your account the right to write there.',
  [sqlite.readOnly]:
    'Conclave cannot write to its folder, which is read-only. Make it writable and start Conclave again.',
  [sqlite.ioError]: 'The disk with your chats reports an error. Check the disk and its free space.',
  [sqlite.full]: 'The disk with your chats is full. Free some space; Conclave goes on saving by itself.',
  [sqlite.cannotOpen]:
    'Conclave cannot open its folder. Check that it exists, that it can be written and that the disk is not full.',
};

const systemErrors: Record<string, number> = {
  EACCES: sqlite.perm,
  EPERM: sqlite.perm,
  EROFS: sqlite.readOnly,
  EIO: sqlite.ioError,
  ENOSPC: sqlite.full,
  EDQUOT: sqlite.full,
  ENOTDIR: sqlite.cannotOpen,
  ENOENT: sqlite.cannotOpen,
  EEXIST: sqlite.cannotOpen,
};

/** True for a failure of the disk or the folder, which may pass; false for a bug of ours. */
export function isStorageError(error: unknown): boolean {
  return storageCode(error) in sentences;
}

export function isCorruption(error: unknown): boolean {
  const code = storageCode(error);
  return code === sqlite.corrupt || code === sqlite.notADatabase;
}

/** What happened to the disk and what to do about it, in a sentence or two. */
export function describeStorageError(error: unknown): string {
  return sentences[storageCode(error)] ?? `Conclave cannot save your chats (${String(error)}).`;
}

function storageCode(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 0;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  // The low byte of an extended result code is the primary one.
  if (typeof errcode === 'number') return errcode & 0xff;
  return typeof code === 'string' ? (systemErrors[code] ?? 0) : 0;
}
