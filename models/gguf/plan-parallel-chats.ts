const maxParallelChats = 4;

/**
 * How many chats are written side by side, each with KV cells for a whole context of its own, when the first one has
 * its memory already. Half of what is left goes to them, the other half to other programs.
 */
export function planParallelChats(restBytes: number, kvBytes: number): number {
  if (kvBytes === 0) return maxParallelChats;
  return Math.max(1, Math.min(maxParallelChats, 1 + Math.floor(restBytes / 2 / kvBytes)));
}
