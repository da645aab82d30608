import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type {
  Delta,
  Message,
  MessageFailure,
  MessageStatus,
  ReplyStats,
  Restart,
} from '../../../models/conversation/conversation.ts';
import type { SamplingChoice } from '../../../models/settings.ts';
import { inTransaction } from './migrate.ts';

/** A conversation without its turns. */
export interface StoredConversation {
  id: string;
  title: string;
  draft: string;
  activeLeafId: string | null;
  restart: Restart | null;
  /** What the user chose for it; null follows the settings. */
  sampling: SamplingChoice | null;
  createdAt: number;
  updatedAt: number;
}

/** A turn as it is stored; which versions it has follows from its siblings. */
export type StoredMessage = Omit<Message, 'versions'>;

/** What is known of a reply once it has ended. */
export interface FinishedReply {
  id: string;
  text: string;
  reasoning: string;
  reasoningMs: number | null;
  status: MessageStatus;
  failure: MessageFailure | null;
  modelName: string | null;
  stats: ReplyStats | null;
}

type Row = Record<string, string | number | null>;

/** All SQL about conversations. Synchronous; a disk failure throws the driver's error. */
export class ConversationStore {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
  }

  listConversations(): StoredConversation[] {
    return this.#all('SELECT * FROM conversation ORDER BY updated_at DESC').map(toConversation);
  }

  findConversation(id: string): StoredConversation | null {
    const row = this.#statement('SELECT * FROM conversation WHERE id = ?').get(id) as Row | undefined;
    return row ? toConversation(row) : null;
  }

  listMessages(conversationId: string): StoredMessage[] {
    return this.#all('SELECT * FROM message WHERE conversation_id = ? ORDER BY row', conversationId).map(toMessage);
  }

  insertConversation(conversation: StoredConversation): void {
    this.#run(
      'INSERT INTO conversation (id, title, draft, active_leaf_id, restart, sampling, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      conversation.id,
      conversation.title,
      conversation.draft,
      conversation.activeLeafId,
      toJson(conversation.restart),
      toJson(conversation.sampling),
      conversation.createdAt,
      conversation.updatedAt,
    );
  }

  updateConversation(id: string, change: Partial<Omit<StoredConversation, 'id' | 'createdAt'>>): void {
    const current = this.findConversation(id);
    if (!current) return;
    const next = { ...current, ...change };
    this.#run(
      'UPDATE conversation SET title = ?, draft = ?, active_leaf_id = ?, restart = ?, sampling = ?, updated_at = ? WHERE id = ?',
      next.title,
      next.draft,
      next.activeLeafId,
      toJson(next.restart),
      toJson(next.sampling),
      next.updatedAt,
      id,
    );
  }

  deleteConversation(id: string): void {
    this.#run('DELETE FROM conversation WHERE id = ?', id);
  }

  insertMessage(message: StoredMessage): void {
    this.#run(
      `INSERT INTO message (id, conversation_id, parent_id, role, text, reasoning, reasoning_ms, status, failure, model_name, stats, created_at, pinned)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      message.id,
      message.conversationId,
      message.parentId,
      message.role,
      message.text,
      message.reasoning,
      message.reasoningMs,
      message.status,
      toJson(message.failure),
      message.modelName,
      toJson(message.stats),
      message.createdAt,
      message.pinned ? 1 : 0,
    );
  }

  setPinned(messageId: string, pinned: boolean): void {
    this.#run('UPDATE message SET pinned = ? WHERE id = ?', pinned ? 1 : 0, messageId);
  }

  /** Adds streamed text to the journal of a reply; `seq` grows by one a call. */
  appendJournal(messageId: string, seq: number, deltas: readonly Delta[]): void {
    this.inTransaction(() => {
      deltas.forEach((delta, index) => {
        this.#run(
          'INSERT INTO journal (message_id, seq, channel, text) VALUES (?, ?, ?, ?)',
          messageId,
          seq + index,
          delta.channel,
          delta.text,
        );
      });
    });
  }

  /** Writes the whole reply in place of its journal. */
  finishReply(reply: FinishedReply): void {
    this.inTransaction(() => {
      this.#run(
        'UPDATE message SET text = ?, reasoning = ?, reasoning_ms = ?, status = ?, failure = ?, model_name = ?, stats = ? WHERE id = ?',
        reply.text,
        reply.reasoning,
        reply.reasoningMs,
        reply.status,
        toJson(reply.failure),
        reply.modelName,
        toJson(reply.stats),
        reply.id,
      );
      this.#run('DELETE FROM journal WHERE message_id = ?', reply.id);
    });
  }

  /** Replies that a crash or a power cut left unfinished, with what the journal holds of them. */
  listUnfinishedReplies(): { id: string; text: string; reasoning: string; modelName: string | null }[] {
    return this.#all("SELECT id, model_name FROM message WHERE status = 'streaming'").map((row) => {
      const deltas = this.#all('SELECT channel, text FROM journal WHERE message_id = ? ORDER BY seq', row.id as string);
      const join = (channel: string) =>
        deltas
          .filter((delta) => delta.channel === channel)
          .map((delta) => delta.text)
          .join('');
      return {
        id: row.id as string,
        text: join('answer'),
        reasoning: join('reasoning'),
        modelName: row.model_name as string | null,
      };
    });
  }

  /** Runs several writes as one; a call inside another joins it. */
  inTransaction(work: () => void): void {
    if (this.#database.isTransaction) work();
    else inTransaction(this.#database, work);
  }

  #all(sql: string, ...parameters: (string | number)[]): Row[] {
    return this.#statement(sql).all(...parameters) as Row[];
  }

  #run(sql: string, ...parameters: (string | number | null)[]): void {
    this.#statement(sql).run(...parameters);
  }

  #statement(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function fromJson<T>(value: unknown): T | null {
  return typeof value === 'string' ? (JSON.parse(value) as T) : null;
}

function toConversation(row: Row): StoredConversation {
  return {
    id: row.id as string,
    title: row.title as string,
    draft: row.draft as string,
    activeLeafId: row.active_leaf_id as string | null,
    restart: fromJson<Restart>(row.restart),
    sampling: fromJson<SamplingChoice>(row.sampling),
    createdAt: row.created_at as number,
    updatedAt: row.updated_at as number,
  };
}

function toMessage(row: Row): StoredMessage {
  return {
    id: row.id as string,
    conversationId: row.conversation_id as string,
    parentId: row.parent_id as string | null,
    role: row.role as Message['role'],
    text: row.text as string,
    reasoning: row.reasoning as string,
    reasoningMs: row.reasoning_ms as number | null,
    status: row.status as MessageStatus,
    failure: fromJson<MessageFailure>(row.failure),
    modelName: row.model_name as string | null,
    stats: fromJson<ReplyStats>(row.stats),
    createdAt: row.created_at as number,
    pinned: row.pinned === 1,
  };
}
