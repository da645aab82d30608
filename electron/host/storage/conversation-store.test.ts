import { DatabaseSync } from '@photostructure/sqlite';
import { beforeEach, expect, test } from 'vitest';
import { ConversationStore, type StoredMessage } from './conversation-store.ts';
import { migrate } from './migrate.ts';
import { recoverReplies } from '../chat/recover-replies.ts';

let database: InstanceType<typeof DatabaseSync>;
let store: ConversationStore;

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  database.exec('PRAGMA foreign_keys = ON');
  migrate(database);
  store = new ConversationStore(database);
  store.insertConversation({
    id: 'c',
    title: 'T',
    draft: '',
    activeLeafId: null,
    restart: null,
    sampling: null,
    createdAt: 1,
    updatedAt: 1,
  });
});

function message(change: Partial<StoredMessage>): StoredMessage {
  return {
    id: 'm',
    conversationId: 'c',
    parentId: null,
    role: 'assistant',
    text: '',
    reasoning: '',
    reasoningMs: null,
    status: 'streaming',
    failure: null,
    modelName: null,
    stats: null,
    createdAt: 2,
    pinned: false,
    ...change,
  };
}

function search(words: string): unknown[] {
  return database.prepare('SELECT rowid FROM message_search WHERE message_search MATCH ?').all(words);
}

test('migrations run once', () => {
  migrate(database);
  expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 3 });
});

test('a database of a newer app is refused', () => {
  database.exec('PRAGMA user_version = 999');
  expect(() => migrate(database)).toThrow(/newer version/);
});

test('conversations and messages come back as they were written', () => {
  const restart = {
    at: 5,
    source: 'input' as const,
    listId: 'user',
    listName: 'L',
    category: 'own',
    ruleNumber: 1,
    start: 0,
    end: 3,
  };
  store.updateConversation('c', { restart, draft: 'd' });
  const written = message({ text: 'Hello 你好', failure: { code: 'x', message: 'y', details: ['z'] } });
  store.insertMessage(written);
  expect(store.findConversation('c')).toMatchObject({ restart, draft: 'd', title: 'T' });
  expect(store.listMessages('c')).toEqual([written]);
});

test('what the journal holds of an unfinished reply is recovered, each channel apart', () => {
  store.insertMessage(message({}));
  store.appendJournal('m', 0, [
    { channel: 'reasoning', text: 'thi' },
    { channel: 'answer', text: 'He' },
  ]);
  store.appendJournal('m', 2, [{ channel: 'answer', text: 'llo' }]);
  expect(recoverReplies(store)).toBe(1);
  expect(store.listMessages('c')[0]).toMatchObject({ text: 'Hello', reasoning: 'thi', status: 'interrupted' });
  expect(database.prepare('SELECT count(*) AS n FROM journal').get()).toMatchObject({ n: 0 });
  expect(recoverReplies(store)).toBe(0);
});

test('the full-text index follows inserts, updates and deletions', () => {
  store.insertMessage(message({ text: 'alpha' }));
  expect(search('alpha')).toHaveLength(1);
  store.finishReply({ ...message({ text: 'beta', status: 'complete' }) });
  expect(search('alpha')).toHaveLength(0);
  expect(search('beta')).toHaveLength(1);
  store.deleteConversation('c');
  expect(search('beta')).toHaveLength(0);
});

test('deleting a conversation takes its turns and their journal along', () => {
  store.insertMessage(message({}));
  store.appendJournal('m', 0, [{ channel: 'answer', text: 'x' }]);
  store.deleteConversation('c');
  expect(store.listMessages('c')).toEqual([]);
  expect(database.prepare('SELECT count(*) AS n FROM journal').get()).toMatchObject({ n: 0 });
});

test('a failing transaction leaves nothing behind', () => {
  expect(() =>
    store.inTransaction(() => {
      store.insertMessage(message({ id: 'a' }));
      store.insertMessage(message({ id: 'a' }));
    }),
  ).toThrow();
  expect(store.listMessages('c')).toEqual([]);
});
