import { expect, test } from 'vitest';
import { SpeedMeter } from './speed-meter.ts';

test('the speed is that of the last seconds, and none while nothing arrives', () => {
  let now = 0;
  const meter = new SpeedMeter(() => now);
  meter.sample(0);
  expect(meter.bytesPerSecond).toBe(null);
  for (let step = 1; step <= 40; step++) {
    now = step * 250;
    meter.sample(step <= 20 ? step * 1000 : 20_000 + (step - 20) * 4000);
  }
  // Five seconds at 16 kB/s, and the step before them.
  expect(meter.bytesPerSecond).toBeGreaterThan(15_000);
  expect(meter.bytesPerSecond).toBeLessThanOrEqual(16_000);
  for (let step = 41; step <= 70; step++) {
    now = step * 250;
    meter.sample(100_000);
  }
  expect(meter.bytesPerSecond).toBe(null);
});
