/** What the user chose for one conversation: pinned messages, and sampling of its own. */
export const sql = `
ALTER TABLE message ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN sampling TEXT;
`;
