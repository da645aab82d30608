import { expect, it } from 'vitest';
import { RequestQueue, type RequestKind } from './request-queue.ts';

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
const { signal } = new AbortController();
const alone: RequestKind = { kind: 'alone' };
const chat = (sessionId: string): RequestKind => ({ kind: 'shared', sessionId });
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('runs loads one at a time, in order, also after one failed', async () => {
  const queue = new RequestQueue(() => 1);
  const log: string[] = [];
  const first = makeWork('first', log);
  const second = makeWork('second', log);
  const outcomes = [
    queue.run(alone, signal, first.work, never),
    queue.run(alone, signal, () => Promise.reject(new Error('broken')), never),
    queue.run(alone, signal, second.work, never),
  ];
  second.finish();
  first.finish();
  const ends = await Promise.allSettled(outcomes);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(log).toEqual(['first starts', 'first ends', 'second starts', 'second ends']);
});

it('runs so many chats side by side as there is room for, and the next as soon as one ends', async () => {
  const queue = new RequestQueue(() => 2);
  const log: string[] = [];
  const works = ['a', 'b', 'c'].map((name) => makeWork(name, log));
  const outcomes = works.map(({ work }, index) => queue.run(chat(`s${index}`), signal, work, never));
  expect(log).toEqual(['a starts', 'b starts']);
  works[1]!.finish();
  await outcomes[1];
  await settled();
  expect(log).toEqual(['a starts', 'b starts', 'b ends', 'c starts']);
  works[0]!.finish();
  works[2]!.finish();
  expect(await Promise.all(outcomes)).toEqual(['a', 'b', 'c']);
});

it('never runs two pieces of one session at a time, and lets other sessions pass', async () => {
  const queue = new RequestQueue(() => 3);
  const log: string[] = [];
  const [reply, forget, next, other] = ['reply', 'forget', 'next', 'other'].map((name) => makeWork(name, log));
  const outcomes = [
    queue.run(chat('x'), signal, reply!.work, never),
    queue.run({ kind: 'session', sessionId: 'x' }, signal, forget!.work, never),
    queue.run(chat('x'), signal, next!.work, never),
    queue.run(chat('y'), signal, other!.work, never),
  ];
  expect(log).toEqual(['reply starts', 'other starts']);
  for (const { finish } of [reply!, forget!, next!, other!]) finish();
  await Promise.all(outcomes);
  const order = log.filter((line) => !line.startsWith('other'));
  expect(order).toEqual(['reply starts', 'reply ends', 'forget starts', 'forget ends', 'next starts', 'next ends']);
});

it('lets a load wait for the chats before it, and the chats after it for the load', async () => {
  const queue = new RequestQueue(() => 4);
  const log: string[] = [];
  const [before, load, after] = ['before', 'load', 'after'].map((name) => makeWork(name, log));
  const outcomes = [
    queue.run(chat('x'), signal, before!.work, never),
    queue.run(alone, signal, load!.work, never),
    queue.run(chat('y'), signal, after!.work, never),
  ];
  expect(log).toEqual(['before starts']);
  for (const { finish } of [before!, load!, after!]) finish();
  await Promise.all(outcomes);
  expect(log).toEqual(['before starts', 'before ends', 'load starts', 'load ends', 'after starts', 'after ends']);
});

it('never starts what is cancelled while it waits, and lets what waited behind it go', async () => {
  const queue = new RequestQueue(() => 2);
  const log: string[] = [];
  const first = makeWork('first', log);
  const running = queue.run(chat('a'), signal, first.work, never);
  const controller = new AbortController();
  const waiting = queue.run(alone, controller.signal, makeWork('load', log).work, () => 'cancelled');
  const behind = makeWork('behind', log);
  const passed = queue.run(chat('b'), signal, behind.work, never);
  expect(log).toEqual(['first starts']);
  controller.abort();
  expect(await waiting).toBe('cancelled');
  expect(log).toEqual(['first starts', 'behind starts']);
  const late = queue.run(alone, controller.signal, makeWork('late', log).work, () => 'cancelled, too');
  expect(await late).toBe('cancelled, too');
  behind.finish();
  first.finish();
  await Promise.all([running, passed]);
});

it('forgets sessions beside a job, and runs nothing else beside it', async () => {
  const queue = new RequestQueue(() => 2);
  const log: string[] = [];
  const names = ['job', 'session', 'chat', 'load'];
  const [job, session, reply, load] = names.map((name) => makeWork(name, log));
  const outcomes = [
    queue.run({ kind: 'job' }, signal, job!.work, never),
    queue.run({ kind: 'session', sessionId: 'a' }, signal, session!.work, never),
    queue.run(chat('b'), signal, reply!.work, never),
    queue.run(alone, signal, load!.work, never),
  ];
  expect(log).toEqual(['job starts', 'session starts']);
  session!.finish();
  await outcomes[1];
  job!.finish();
  await outcomes[0];
  await settled();
  expect(log.slice(2)).toEqual(['session ends', 'job ends', 'chat starts']);
  reply!.finish();
  load!.finish();
  expect(await Promise.all(outcomes)).toEqual(names);
  expect(log.at(-1)).toBe('load ends');
});
