import { loadavg } from 'node:os';

/** One line of the benchmark. Both sides were measured in the same run. */
export interface Figure {
  figure: string;
  value: number;
  unit: string;
  goal: string;
  holds: boolean;
  /** What the value was made from, with the number of rounds. */
  sides: Record<string, number | string>;
}

/** Puts a figure together; the goal is a bound from above or from below. */
export function createFigure(
  figure: string,
  value: number,
  unit: string,
  bound: { atLeast: number } | { atMost: number },
  sides: Figure['sides'],
): Figure {
  const [goal, holds] =
    'atLeast' in bound
      ? [`>= ${bound.atLeast}`, value >= bound.atLeast]
      : [`<= ${bound.atMost}`, value <= bound.atMost];
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

function round(value: number): number {
  return Number(value.toPrecision(4));
}
