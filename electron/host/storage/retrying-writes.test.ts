import { expect, test, vi } from 'vitest';
import { Notices } from '../notices.ts';
import { RetryingWrites } from './retrying-writes.ts';
import { StorageHealth } from './storage-health.ts';

function diskFull(): never {
  throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
}

test('a refused write is told, tried again, and done in its order', () => {
  vi.useFakeTimers();
  try {
    const notices = new Notices();
    const writes = new RetryingWrites(new StorageHealth(notices));
    let full = true;
    const done: string[] = [];
    writes.write(
      () => (full ? diskFull() : done.push('first')),
      () => done.push('first saved'),
    );
    writes.write(
      () => done.push('second'),
      () => done.push('second saved'),
    );
    expect(done).toEqual([]);
    expect(notices.list()[0]?.message).toMatch(/disk .* is full/);
    full = false;
    vi.advanceTimersByTime(2_500);
    expect(done).toEqual(['first', 'first saved', 'second', 'second saved']);
    expect(notices.list()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('a bug is not taken for a full disk', () => {
  const writes = new RetryingWrites(new StorageHealth(new Notices()));
  expect(() =>
    writes.write(
      () => {
        throw new TypeError('bug');
      },
      () => {},
    ),
  ).toThrow(TypeError);
});
