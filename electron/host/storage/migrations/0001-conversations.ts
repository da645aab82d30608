/**
 * Conversations, their turns as a tree, and the journal of replies that are being written.
 * `row` gives the full-text index a stable key; ids are what the rest of the app uses.
 */
export const sql = `
CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  draft TEXT NOT NULL DEFAULT '',
  active_leaf_id TEXT,
  restart TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_by_update ON conversation (updated_at DESC);

CREATE TABLE message (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES message (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  text TEXT NOT NULL,
  reasoning TEXT NOT NULL DEFAULT '',
  reasoning_ms REAL,
  status TEXT NOT NULL,
  failure TEXT,
  model_name TEXT,
  stats TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX message_by_conversation ON message (conversation_id, row);
CREATE INDEX message_by_parent ON message (parent_id);
CREATE INDEX message_streaming ON message (status) WHERE status = 'streaming';

CREATE TABLE journal (
  message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  channel TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (message_id, seq)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE message_search USING fts5 (text, content = 'message', content_rowid = 'row', tokenize = 'unicode61');
CREATE TRIGGER message_search_insert AFTER INSERT ON message BEGIN
  INSERT INTO message_search (rowid, text) VALUES (new.row, new.text);
END;
CREATE TRIGGER message_search_delete AFTER DELETE ON message BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.row, old.text);
END;
CREATE TRIGGER message_search_update AFTER UPDATE OF text ON message BEGIN
  INSERT INTO message_search (message_search, rowid, text) VALUES ('delete', old.row, old.text);
  INSERT INTO message_search (rowid, text) VALUES (new.row, new.text);
END;
`;
