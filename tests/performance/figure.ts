import { loadavg } from 'node:os';

/** One line of the benchmark. Both sides were measured in the same run. */
export interface Figure {
  figure: string;
  value: number;
  unit: string;
  /** Null for a figure that only informs. */
  goal: string | null;
  holds: boolean | null;
  /** What the value was made from, with the number of rounds. */
  sides: Record<string, number | string>;
}

type Bound = { atLeast: number } | { atMost: number };

/** Puts a figure together; the goal is a bound from above or from below, or null where there is none. */
export function createFigure(
  figure: string,
  value: number,
  unit: string,
  bound: Bound | null,
  sides: Figure['sides'],
): Figure {
  const { goal, holds } = bound === null ? { goal: null, holds: null } : compare(value, bound);
  const rounded = Object.entries(sides).map(([name, side]) => [name, typeof side === 'number' ? round(side) : side]);
  return { figure, value: round(value), unit, goal, holds, sides: Object.fromEntries(rounded) as Figure['sides'] };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('There is nothing to take the median of');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Says on standard error what would make the figures wrong. */
export function warnOfLoad(): void {
  const [load = 0] = loadavg();
  console.error(`Measuring; nothing else should run meanwhile (load average now: ${load.toFixed(2)}).`);
}

function compare(value: number, bound: Bound): { goal: string; holds: boolean } {
  if ('atLeast' in bound) return { goal: `>= ${bound.atLeast}`, holds: value >= bound.atLeast };
  return { goal: `<= ${bound.atMost}`, holds: value <= bound.atMost };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
