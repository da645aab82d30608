import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { AppError } from '../../../models/app-error.ts';
import { sql as conversations } from './migrations/0001-conversations.ts';
import { sql as restartCount } from './migrations/0002-restart-count.ts';
import { sql as pinsAndSampling } from './migrations/0003-pins-and-sampling.ts';

/** In order; the index plus one is the database's `user_version`. Never edit one that has been released. */
const migrations: readonly string[] = [conversations, restartCount, pinsAndSampling];

/**
 * Brings a database to the present schema, each step in a transaction of its own.
 * @throws AppError `storageUnavailable` when a newer version of the app wrote it.
 */
export function migrate(database: DatabaseSyncInstance): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > migrations.length) {
    throw new AppError(
      'storageUnavailable',
      'These chats were written by a newer version of Conclave. Install that version to open them.',
    );
  }
  for (let index = version; index < migrations.length; index++) {
    inTransaction(database, () => {
      database.exec(migrations[index]!);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Runs `work` in an immediate transaction; a throw rolls it back. */
export function inTransaction<T>(database: DatabaseSyncInstance, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have rolled the transaction back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
