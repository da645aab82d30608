import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConversationStore } from './conversation-store.ts';
import { openDatabase } from './open-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'conclave-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const conversation = {
  id: 'c',
  title: 'T',
  draft: '',
  activeLeafId: null,
  restart: null,
  sampling: null,
  createdAt: 1,
  updatedAt: 1,
};

test('a new folder is made, and what is written is there the next time', () => {
  const path = join(folder, 'new', 'conclave.db');
  const first = openDatabase(path);
  expect(first.problem).toBeNull();
  expect(first.database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  new ConversationStore(first.database).insertConversation(conversation);
  first.close();
  const second = openDatabase(path);
  expect(new ConversationStore(second.database).findConversation('c')).toEqual(conversation);
  second.close();
});

test('a damaged file is set aside and named, and a new one works', () => {
  const path = join(folder, 'conclave.db');
  writeFileSync(path, Buffer.alloc(8192, 'not a database'));
  const opened = openDatabase(path);
  expect(opened.problem).toMatch(/damaged.*set aside as conclave\.db\.broken-/);
  expect(readdirSync(folder).some((name) => name.startsWith('conclave.db.broken-'))).toBe(true);
  new ConversationStore(opened.database).insertConversation(conversation);
  opened.close();
});

test('a folder that cannot be used gives chats for this session, and says so', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const opened = openDatabase(join(file, 'conclave.db'));
  expect(opened.problem).toMatch(/cannot open its folder.*lost when Conclave closes/);
  new ConversationStore(opened.database).insertConversation(conversation);
  expect(new ConversationStore(opened.database).listConversations()).toHaveLength(1);
  opened.close();
});
