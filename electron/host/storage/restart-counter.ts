import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Restart } from '../../../models/conversation/conversation.ts';
import type { RestartCount } from '../../contract/word-lists.ts';

/** Counts restarts by rule and source, without the texts that caused them. */
export class RestartCounter {
  readonly #database: DatabaseSyncInstance;

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
  }

  add({ listId, listName, category, ruleNumber, source, at }: Restart): void {
    this.#database
      .prepare(
        `INSERT INTO restart_count (list_id, rule_number, source, list_name, category, count, last_at) VALUES (?, ?, ?, ?, ?, 1, ?)
         ON CONFLICT DO UPDATE SET count = count + 1, last_at = excluded.last_at, list_name = excluded.list_name`,
      )
      .run(listId, ruleNumber, source, listName, category, at);
  }

  /** Most frequent first. */
  list(): RestartCount[] {
    return this.#database
      .prepare(
        `SELECT list_id AS listId, rule_number AS ruleNumber, source, list_name AS listName, category, count, last_at AS lastAt
         FROM restart_count ORDER BY count DESC, last_at DESC`,
      )
      .all()
      .map((row) => ({ ...row })) as unknown as RestartCount[];
  }

  clear(): void {
    this.#database.exec('DELETE FROM restart_count');
  }
}
