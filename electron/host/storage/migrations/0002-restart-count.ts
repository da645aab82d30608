/** How often which rule restarted a conversation: numbers for the owner of the lists, and no texts. */
export const sql = `
CREATE TABLE restart_count (
  list_id TEXT NOT NULL,
  rule_number INTEGER NOT NULL,
  source TEXT NOT NULL,
  list_name TEXT NOT NULL,
  category TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  PRIMARY KEY (list_id, rule_number, source)
) STRICT, WITHOUT ROWID;
`;
