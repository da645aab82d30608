import { expect, it } from 'vitest';
import { EvaluationTurns, type Lane } from './evaluation-turns.ts';

/** A step that keeps its turn for so long, without letting anything else happen meanwhile. */
const busyFor = (milliseconds: number) => async () => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
};

async function repeat(lane: Lane, steps: number, milliseconds: number, log: string[], name: string): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await lane.run(busyFor(milliseconds));
    log.push(name);
  }
  lane.leave();
}

const countOf = (log: readonly string[], name: string) => log.filter((entry) => entry === name).length;

it('gives replies of one priority the same time, however long their steps are', async () => {
  const turns = new EvaluationTurns(1);
  const log: string[] = [];
  const [prefill, decode] = [turns.join('view'), turns.join('view')];
  await Promise.all([repeat(prefill, 8, 20, log, 'slice'), repeat(decode, 100, 2, log, 'token')]);
  const untilLastSlice = log.slice(0, log.lastIndexOf('slice'));
  expect(countOf(untilLastSlice, 'token')).toBeGreaterThan(50);
  expect(countOf(untilLastSlice, 'token')).toBeLessThan(90);
});

it('gives the chat in view three times the time of one in the background, and neither nothing', async () => {
  const turns = new EvaluationTurns(1);
  const log: string[] = [];
  const [view, background] = [turns.join('view'), turns.join('background')];
  await Promise.all([repeat(view, 60, 1, log, 'view'), repeat(background, 60, 1, log, 'background')]);
  const whileBoth = log.slice(0, log.lastIndexOf('view'));
  const ratio = countOf(whileBoth, 'view') / countOf(whileBoth, 'background');
  expect(ratio).toBeGreaterThan(2);
  expect(ratio).toBeLessThan(4);
});

it('never runs two steps at a time, but as many as it may', async () => {
  for (const maxAtOnce of [1, 3]) {
    const turns = new EvaluationTurns(maxAtOnce);
    let running = 0;
    let most = 0;
    const step = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
    };
    const lanes = Array.from({ length: 4 }, () => turns.join('view'));
    await Promise.all(
      lanes.map(async (lane) => {
        for (let round = 0; round < 5; round++) await lane.run(step);
        lane.leave();
      }),
    );
    expect(most).toBe(maxAtOnce);
  }
});

it('works alone only while every reply rests between two turns, and lets them go on afterwards', async () => {
  const turns = new EvaluationTurns(1);
  const log: string[] = [];
  const [one, other] = [turns.join('view'), turns.join('view')];
  let holding = 0;
  const step = async () => {
    holding++;
    await new Promise((resolve) => setTimeout(resolve, 1));
    holding--;
  };
  const replies = [one, other].map(async (lane, index) => {
    for (let round = 0; round < 10; round++) {
      await lane.run(step);
      log.push(`reply ${index}`);
    }
    lane.leave();
  });
  const work = turns.alone(async () => {
    expect(holding).toBe(0);
    log.push('begins');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(holding).toBe(0);
    log.push('ends');
  });
  await Promise.all([work, ...replies]);
  expect(log.indexOf('ends')).toBe(log.indexOf('begins') + 1);
  expect(log.indexOf('ends')).toBeLessThan(10);
  expect(log).toHaveLength(22);
});

it('lets a reply that is to end go first, and works alone where there is none', async () => {
  const turns = new EvaluationTurns(1);
  expect(await turns.alone(async () => 'done')).toBe('done');
  const log: string[] = [];
  const [fast, aborted] = [turns.join('view'), turns.join('background')];
  aborted.spent = 1e9;
  const running = repeat(fast, 50, 1, log, 'token');
  const ending = repeat(aborted, 1, 1, log, 'end');
  setTimeout(() => aborted.hurry(), 10);
  await Promise.all([running, ending]);
  expect(log.indexOf('end')).toBeLessThan(45);
});
