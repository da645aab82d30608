import { expect, test } from 'vitest';
import { RetryClock } from './retry-clock.ts';

test('each failure in a row waits longer, up to a minute, and a success starts anew', () => {
  const clock = new RetryClock(() => 1);
  let now = 0;
  const waits = Array.from({ length: 12 }, () => {
    now = Math.max(now, clock.retryAt);
    clock.fail(now, null);
    return clock.retryAt - now;
  });
  expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
  expect(Math.max(...waits)).toBe(60_000);
  clock.succeed();
  now = clock.retryAt;
  clock.fail(now, null);
  expect(clock.retryAt - now).toBe(250);
});

test('connections that fail together are one failure, and the server’s own wait counts', () => {
  const clock = new RetryClock(() => 0);
  clock.fail(1000, null);
  clock.fail(1001, null);
  expect(clock.failures).toBe(1);
  expect(clock.retryAt).toBe(1125);
  clock.fail(1002, 5000);
  expect(clock.retryAt).toBe(6002);
  clock.clear();
  expect(clock.retryAt).toBe(0);
});
