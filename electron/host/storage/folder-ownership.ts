import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * Tells whether this is the only process at work in a data folder, by an exclusive lock on a small file that the
 * system releases however the process ends. Only the owner may repair what a crash left: to another process, a reply
 * that is being written here looks like one.
 */
export function takeOwnership(lockPath: string): { owner: boolean; release: () => void } {
  let database: DatabaseSyncInstance | undefined;
  try {
    database = new DatabaseSync(lockPath);
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const held = database;
    return { owner: true, release: () => held.close() };
  } catch {
    database?.close();
    return { owner: false, release: () => {} };
  }
}
