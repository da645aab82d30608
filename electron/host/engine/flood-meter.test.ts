import { expect, it } from 'vitest';
import { FloodMeter } from './flood-meter.ts';

it('counts by the second', () => {
  const meter = new FloodMeter(10);
  expect(meter.add(10, 5000)).toBe(false);
  expect(meter.add(1, 5900)).toBe(true);
  expect(meter.add(10, 6100)).toBe(false);
  expect(meter.add(1, 7100)).toBe(true);
  expect(meter.add(1, 7200)).toBe(false);
});
