/** Rough ages by which a list of conversations is divided. */
export type AgeGroup = 'today' | 'yesterday' | 'week' | 'month' | 'older';

/** Which group a moment belongs to, by calendar days in local time. */
export function ageGroupOf(epochMs: number, now: Date): AgeGroup {
  const startOfDay = (daysAgo: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
  if (epochMs >= startOfDay(0)) return 'today';
  if (epochMs >= startOfDay(1)) return 'yesterday';
  if (epochMs >= startOfDay(7)) return 'week';
  if (epochMs >= startOfDay(30)) return 'month';
  return 'older';
}

/** A line of the list: a group's heading or a conversation. */
export type ListRow = { kind: 'heading'; group: AgeGroup } | { kind: 'conversation'; id: string };

/** Puts a heading before the first conversation of each group. The order given is kept. */
export function groupByDate(conversations: readonly { id: string; updatedAt: number }[], now: Date): ListRow[] {
  const rows: ListRow[] = [];
  let last: AgeGroup | null = null;
  for (const { id, updatedAt } of conversations) {
    const group = ageGroupOf(updatedAt, now);
    if (group !== last) rows.push({ kind: 'heading', group });
    last = group;
    rows.push({ kind: 'conversation', id });
  }
  return rows;
}
