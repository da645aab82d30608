import { describe, expect, it } from 'vitest';
import { ageGroupOf, groupByDate } from './group-by-date.ts';

const now = new Date(2026, 10, 23, 0, 30);

function at(...[year, month, day, hour]: [number, number, number, number]): number {
  return new Date(year, month, day, hour).getTime();
}

describe('ageGroupOf', () => {
  it.each([
    ['today', at(2026, 10, 23, 0)],
    ['yesterday', at(2026, 10, 22, 23)],
    ['yesterday', at(2026, 10, 22, 0)],
    ['week', at(2026, 10, 21, 23)],
    ['week', at(2026, 10, 16, 0)],
    ['month', at(2026, 10, 15, 23)],
    ['month', at(2026, 9, 24, 0)],
    ['older', at(2026, 9, 23, 23)],
    ['today', at(2026, 10, 24, 12)],
  ])('says %s by calendar days', (group, moment) => {
    expect(ageGroupOf(moment, now)).toBe(group);
  });
});

describe('groupByDate', () => {
  it('puts one heading before each group and keeps the order', () => {
    const conversations = [
      { id: 'a', updatedAt: at(2026, 10, 23, 0) },
      { id: 'b', updatedAt: at(2026, 10, 20, 9) },
      { id: 'c', updatedAt: at(2026, 10, 20, 8) },
    ];
    expect(groupByDate(conversations, now)).toEqual([
      { kind: 'heading', group: 'today' },
      { kind: 'conversation', id: 'a' },
      { kind: 'heading', group: 'week' },
      { kind: 'conversation', id: 'b' },
      { kind: 'conversation', id: 'c' },
    ]);
  });
});
