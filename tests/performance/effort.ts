/** `--quick`: a small model and one round, to see that a measurement works. Its values mean nothing. */
export const quick = process.argv.includes('--quick');

/** What a figure says of itself when it was measured so. */
export const effortSides: Record<string, string> = quick
  ? { effort: 'quick: a small model and one round, which says nothing' }
  : {};
