import { afterEach, expect, it, vi } from 'vitest';
import { EvaluationTurns, type Lane } from './evaluation-turns.ts';

afterEach(() => vi.restoreAllMocks());

/** Time that passes only in steps, so that a busy machine changes nothing. */
function stopTime(): (milliseconds: number) => () => Promise<void> {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return (milliseconds) => async () => void (now += milliseconds);
}

async function repeat(
  lane: Lane,
  steps: number,
  step: () => Promise<void>,
  log: string[],
  name: string,
): Promise<void> {
  for (let index = 0; index < steps; index++) {
    await lane.run(step);
    log.push(name);
  }
  lane.leave();
}

const countOf = (log: readonly string[], name: string) => log.filter((entry) => entry === name).length;

it('gives replies of one priority the same time, however long their steps are', async () => {
  const turns = new EvaluationTurns(1);
  const log: string[] = [];
  const [prefill, decode] = [turns.join('view'), turns.join('view')];
  const lasting = stopTime();
  await Promise.all([repeat(prefill, 8, lasting(20), log, 'slice'), repeat(decode, 100, lasting(2), log, 'token')]);
  const untilLastSlice = log.slice(0, log.lastIndexOf('slice'));
  expect(countOf(untilLastSlice, 'token')).toBeGreaterThan(50);
  expect(countOf(untilLastSlice, 'token')).toBeLessThan(90);
});

it('gives the chat in view three times the time of one in the background, and neither nothing', async () => {
  const turns = new EvaluationTurns(1);
  const log: string[] = [];
  const [view, background] = [turns.join('view'), turns.join('background')];
  const step = stopTime()(1);
  await Promise.all([repeat(view, 60, step, log, 'view'), repeat(background, 60, step, log, 'background')]);
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
  const step = async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (log.length === 10) aborted.hurry();
  };
  const running = repeat(fast, 50, step, log, 'token');
  const ending = repeat(aborted, 1, step, log, 'end');
  await Promise.all([running, ending]);
  expect(log.indexOf('end')).toBeLessThan(15);
});

it('ends what a reply has under way before anybody else evaluates, and not before its own next step', async () => {
  const turns = new EvaluationTurns(1);
  const [one, other] = [turns.join('view'), turns.join('view')];
  const log: string[] = [];
  const leaveUnderWay = (name: string) => async () => {
    log.push(name);
    one.keepAhead(async () => void log.push(`settled ${name}`));
  };
  await one.run(leaveUnderWay('first'), true);
  await one.run(leaveUnderWay('second'), true);
  await other.run(async () => void log.push('other'), true);
  await one.run(leaveUnderWay('third'), true);
  other.leave();
  const alone = turns.alone(async () => void log.push('alone'));
  await Promise.all([alone, one.run(leaveUnderWay('fourth'), true)]);
  await one.run(async () => void log.push('prompt'));
  expect(log.join(', ')).toBe(
    'first, second, settled second, other, third, settled third, alone, fourth, settled fourth, prompt',
  );
});

it('has nothing under way while other work uses the context, and interrupts a long turn for it', async () => {
  const turns = new EvaluationTurns(1);
  const lane = turns.join('view');
  const log: string[] = [];
  await lane.run(async () => lane.keepAhead(async () => void log.push('settled')), true);
  expect(lane.shared).toBe(false);
  await turns.beside(async () => void log.push(lane.shared ? 'beside' : 'alone'));
  expect(lane.shared).toBe(false);
  let work: Promise<void> | null = null;
  await lane.run(async () => {
    lane.whenWanted(() => void log.push('wanted'));
    work = turns.beside(async () => void log.push('beside'));
  });
  await work;
  expect(log).toEqual(['settled', 'beside', 'wanted', 'beside']);
});

it('tells the holder of a turn that somebody else wants it', async () => {
  const turns = new EvaluationTurns(1);
  const reader = turns.join('view');
  const told: string[] = [];
  const readUntil = (wanted: () => void) =>
    reader.run(() => {
      const interrupted = new Promise<void>((resolve) =>
        reader.whenWanted(() => {
          told.push('told');
          resolve();
        }),
      );
      wanted();
      return interrupted;
    });
  const newcomer = turns.join('view');
  let wrote: Promise<void> | null = null;
  await readUntil(() => void (wrote = newcomer.run(async () => void told.push('wrote'))));
  await wrote;
  newcomer.leave();
  let alone: Promise<void> | null = null;
  const reading = readUntil(() => void (alone = turns.alone(async () => void told.push('alone'))));
  await reading;
  reader.leave();
  await alone;
  expect(told).toEqual(['told', 'wrote', 'told', 'alone']);
});
