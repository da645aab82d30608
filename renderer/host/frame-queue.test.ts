import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameQueue } from './frame-queue.ts';

let runFrame: (() => void) | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    runFrame = run;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => (runFrame = null));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('hands over what has come since the last frame, in order and once', () => {
  const handed: number[][] = [];
  const queue = new FrameQueue<number>((events) => handed.push(events));
  queue.push(1);
  queue.push(2);
  expect(handed).toEqual([]);
  runFrame?.();
  vi.runAllTimers();
  expect(handed).toEqual([[1, 2]]);
  queue.push(3);
  runFrame?.();
  expect(handed).toEqual([[1, 2], [3]]);
});

it('goes on while the page is hidden and gets no frames', () => {
  const handed: number[][] = [];
  const queue = new FrameQueue<number>((events) => handed.push(events));
  queue.push(1);
  vi.runAllTimers();
  expect(handed).toEqual([[1]]);
  expect(runFrame).toBeNull();
});

it('forgets what was not handed over', () => {
  const handed: number[][] = [];
  const queue = new FrameQueue<number>((events) => handed.push(events));
  queue.push(1);
  queue.clear();
  vi.runAllTimers();
  expect(handed).toEqual([]);
  expect(runFrame).toBeNull();
});
