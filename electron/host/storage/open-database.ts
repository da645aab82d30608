import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { accessSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import { migrate } from './migrate.ts';
import { describeStorageError, isCorruption } from './storage-error.ts';

export interface OpenedDatabase {
  database: DatabaseSyncInstance;
  /** What the user should know about how it was opened; null when all is well. */
  problem: string | null;
  close(): void;
}

/**
 * Opens the chats, whatever state their file is in: a broken file is set aside and named, and where the folder cannot
 * be written, a copy that lasts for this session is used, so that the app always starts.
 */
export function openDatabase(path: string): OpenedDatabase {
  try {
    return asOpened(openWritable(path), null);
  } catch (error) {
    if (isCorruption(error)) return openAfterSettingAside(path);
    return openForThisSession(path, findCause(path, error));
  }
}

/** Of a folder that cannot be written, SQLite says only that it cannot open a file; the system says why. */
function findCause(path: string, error: unknown): unknown {
  try {
    accessSync(dirname(path), constants.W_OK);
    return error;
  } catch (cause) {
    return cause;
  }
}

function openWritable(path: string): DatabaseSyncInstance {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  try {
    prepare(database);
    // A database on a read-only medium opens and reads: only a write tells.
    database.exec('BEGIN IMMEDIATE; CREATE TABLE write_check (a); DROP TABLE write_check; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: DatabaseSyncInstance): void {
  // FULL: with WAL, NORMAL may lose commits in a power cut. secure_delete: a deleted chat leaves no bytes behind.
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON',
  );
  migrate(database);
}

function openAfterSettingAside(path: string): OpenedDatabase {
  const aside = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
  try {
    renameSync(path, aside);
    for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    return asOpened(
      openWritable(path),
      `The file with your chats was damaged. It was set aside as ${basename(aside)}, and a new one was started.`,
    );
  } catch (error) {
    return openForThisSession(path, error);
  }
}

function openForThisSession(path: string, cause: unknown): OpenedDatabase {
  const reason = cause instanceof AppError ? cause.message : describeStorageError(cause);
  const problem = `${reason} What you write now is lost when Conclave closes.`;
  if (!(cause instanceof AppError)) {
    const folder = mkdtempSync(join(tmpdir(), 'conclave-'));
    try {
      const copy = join(folder, 'conclave.db');
      for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
      const opened = asOpened(openWritable(copy), problem);
      return {
        ...opened,
        close: () => {
          opened.close();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    } catch {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const database = new DatabaseSync(':memory:');
  prepare(database);
  return asOpened(database, problem);
}

function asOpened(database: DatabaseSyncInstance, problem: string | null): OpenedDatabase {
  return { database, problem, close: () => database.close() };
}
