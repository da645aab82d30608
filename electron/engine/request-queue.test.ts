import { expect, it } from 'vitest';
import { RequestQueue } from './request-queue.ts';

/** Work that ends when it is told to. */
function makeWork(name: string, log: string[]) {
  let finish!: () => void;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = async () => {
    log.push(`${name} starts`);
    await done;
    log.push(`${name} ends`);
    return name;
  };
  return { work, finish };
}

const never = () => {
  throw new Error('it was not cancelled');
};

it('runs one piece of work at a time, in order, also after one failed', async () => {
  const queue = new RequestQueue();
  const log: string[] = [];
  const first = makeWork('first', log);
  const second = makeWork('second', log);
  const { signal } = new AbortController();
  const outcomes = [
    queue.run(signal, first.work, never),
    queue.run(signal, () => Promise.reject(new Error('broken')), never),
    queue.run(signal, second.work, never),
  ];
  second.finish();
  first.finish();
  const settled = await Promise.allSettled(outcomes);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
});

it('never starts what is cancelled while it waits', async () => {
  const queue = new RequestQueue();
  const log: string[] = [];
  const first = makeWork('first', log);
  const running = queue.run(new AbortController().signal, first.work, never);
  const controller = new AbortController();
  const waiting = queue.run(controller.signal, makeWork('second', log).work, () => 'cancelled');
  controller.abort();
  expect(await waiting).toBe('cancelled');
  const late = queue.run(controller.signal, makeWork('third', log).work, () => 'cancelled, too');
  expect(await late).toBe('cancelled, too');
  first.finish();
  expect(await running).toBe('first');
  expect(log).toEqual(['first starts', 'first ends']);
});
