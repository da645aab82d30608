import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineBudgets } from '../../electron/host/engine/engine-budgets.ts';
import { Supervisor } from '../../electron/host/engine/supervisor.ts';
import { AppError } from '../../models/app-error.ts';
import { isRunning, listDescendants } from '../fixtures/process-tree.ts';
import { embeddedModel, say, silentLog, startEngine } from '../fixtures/talking-engine.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

const engines: Supervisor[] = [];

function startFake(program: string, budgets: Partial<EngineBudgets> = {}): Supervisor {
  const entryPath = join(import.meta.dirname, 'fixtures', `${program}.ts`);
  const engine = startEngine({ restartDelaysMs: [1, 1], stopMs: 500, ...budgets }, entryPath);
  engines.push(engine);
  return engine;
}

/** Loads a “model” whose name tells the program what to do. */
const order = (engine: Supervisor, word: string) => engine.load({ ...embeddedModel, modelPath: word }, () => undefined);

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`it ended with ${String(error)}`);
}

const phase = (engine: Supervisor, wanted: string) =>
  waitUntil(`the phase ${wanted}`, () => engine.state.phase === wanted);

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
});

describe('an engine process that dies', () => {
  it.each([
    ['abort', 'The engine gave up on an internal error (SIGABRT)', { signal: 'SIGABRT' }],
    ['exit', 'The engine ended unexpectedly (exit code 42).', { exitCode: 42, signal: null }],
    ['heap', 'The engine ran out of memory.', { signal: 'SIGABRT' }],
    ['hang', 'The engine stopped responding for', { signal: 'SIGKILL' }],
    ['flood', 'The engine flooded its log and was ended.', { signal: 'SIGKILL' }],
    ['stray', 'The engine sent messages that nobody had asked for.', { signal: 'SIGKILL' }],
  ])('by %s fails the call at once, names the cause and is replaced', async (word, message, exit) => {
    const engine = startFake('misbehaving-engine', { pingMs: 20, missedPings: 25, floodBytesPerSecond: 2_000_000 });
    const error = await failureOf(order(engine, word));
    expect(error.code).toBe('engineDied');
    expect(error.message).toContain(message);
    expect(engine.state.death).toMatchObject({ ...exit, message: error.message });
    await phase(engine, 'ready');
    expect(engine.state.generation).toBe(2);
    expect((await say(engine, { prompt: 'hello' })).answer).toBe('Hello');
  });

  it('by answering pings and nothing else counts as hung, too', async () => {
    const engine = startFake('misbehaving-engine', { pingMs: 5, stalledPings: 20 });
    const error = await failureOf(order(engine, 'silence'));
    expect(error.message).toMatch(/^The engine made no progress for \d+ minutes and was ended\.$/);
    await phase(engine, 'ready');
  });

  it('by leaving one reply where it is while another goes on counts as hung, too', async () => {
    const engine = startFake('misbehaving-engine', { pingMs: 5, stalledPings: 40 });
    const talking = failureOf(say(engine, { prompt: 'talk for ever', sessionId: 'talking' }));
    const stalled = failureOf(say(engine, { prompt: 'stop midway', sessionId: 'stalled' }));
    for (const reply of [talking, stalled]) {
      expect((await reply).message).toMatch(/^The engine made no progress for \d+ minutes and was ended\.$/);
    }
    await phase(engine, 'ready');
  });

  it('by saying far more than any model leaves what was said until then', async () => {
    const engine = startFake('misbehaving-engine', { floodCharactersPerSecond: 5000 });
    let heard = 0;
    const reply = say(engine, { prompt: 'say too much', onEvent: () => heard++ });
    expect((await failureOf(reply)).message).toBe('The engine sent far more than any model says and was ended.');
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(100);
    expect(engine.state.death).toMatchObject({ signal: 'SIGKILL' });
    await phase(engine, 'ready');
    expect((await say(engine, { prompt: 'hello' })).answer).toBe('Hello');
  });

  it('keeps the last lines of standard error, and few of them', async () => {
    const engine = startFake('ends-at-once', { maxDeaths: 1 });
    await phase(engine, 'broken');
    const { lastLines, exitCode } = engine.state.death!;
    expect(exitCode).toBe(3);
    expect(lastLines).toHaveLength(20);
    expect(lastLines.at(-1)).toBe('libmissing.so.1: cannot open shared object file');
    expect(lastLines.at(-2)).toBe('line 50');
  });

  it('amid a reply leaves what was said', async () => {
    const engine = startFake('misbehaving-engine');
    let heard = '';
    const reply = say(engine, {
      prompt: 'speak, then die',
      onEvent: (event) => {
        if (event.type === 'deltas') heard += event.deltas.map(({ text }) => text).join('');
      },
    });
    expect((await failureOf(reply)).message).toContain('SIGKILL');
    expect(heard).toBe('Hello');
  });

  it('rejects every call that waited on it', async () => {
    const engine = startFake('misbehaving-engine');
    const calls = [
      order(engine, 'silence'),
      order(engine, 'silence'),
      engine.disposeSession('x'),
      order(engine, 'exit'),
    ];
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'rejected']);
  });
});

describe('the breaker', () => {
  it('opens after three deaths in a row, rejects calls then, and closes on a restart', async () => {
    const engine = startFake('misbehaving-engine');
    for (let death = 1; death <= 3; death++) {
      expect((await failureOf(order(engine, 'exit'))).code).toBe('engineDied');
    }
    expect(engine.state).toMatchObject({ phase: 'broken', generation: 3 });
    const refused = await failureOf(order(engine, 'silence'));
    expect(refused.code).toBe('engineUnavailable');
    expect(refused.message).toBe('The engine ended 3 times in a row and stays off. Restart it to try again.');
    await engine.restart();
    expect(engine.state).toMatchObject({ phase: 'ready', generation: 4, death: null });
    expect((await say(engine, { prompt: 'hello' })).answer).toBe('Hello');
  });

  it('counts anew after a reply', async () => {
    const engine = startFake('misbehaving-engine');
    for (let death = 1; death <= 5; death++) {
      await say(engine, { prompt: 'hello' });
      await failureOf(order(engine, 'exit'));
      expect(engine.state.phase).toBe('restarting');
    }
  });

  it('opens when no process ever starts', async () => {
    const engine = startFake('never-ready', { startMs: 50 });
    const call = failureOf(order(engine, 'silence'));
    expect((await call).message).toBe('The engine did not start in time.');
    await phase(engine, 'broken');
    expect(engine.state.generation).toBe(3);
  });

  it('opens when a process cannot even be made', async () => {
    const engine = new Supervisor({
      startProcess: () => {
        throw new Error('spawn EAGAIN');
      },
      log: silentLog,
      budgets: { restartDelaysMs: [1, 1] },
    });
    engines.push(engine);
    expect((await failureOf(order(engine, 'silence'))).message).toBe('The engine could not be started: spawn EAGAIN');
    await phase(engine, 'broken');
  });
});

describe('stopping', () => {
  it('kills a process that stays, after the stop budget', async () => {
    const engine = startFake('refuses-to-stop', { stopMs: 100 });
    await phase(engine, 'ready');
    const child = listDescendants(process.pid).find(({ command }) => command.includes('refuses-to-stop'))!;
    await engine.stop();
    expect(isRunning(child.pid)).toBe(false);
    expect(engine.state.phase).toBe('stopped');
  });

  it('ends calls, stays stopped and starts again on request', async () => {
    const engine = startFake('misbehaving-engine');
    const waiting = failureOf(order(engine, 'silence'));
    await engine.stop();
    expect((await waiting).code).toBe('engineUnavailable');
    expect((await failureOf(engine.report())).code).toBe('engineUnavailable');
    expect(engine.state).toMatchObject({ phase: 'stopped', generation: 1, death: null });
    await engine.restart();
    expect((await say(engine, { prompt: 'hello' })).answer).toBe('Hello');
  });

  it('takes calls made before the process is ready', async () => {
    const engine = startFake('misbehaving-engine');
    expect(engine.state.phase).toBe('starting');
    expect((await say(engine, { prompt: 'hello' })).answer).toBe('Hello');
  });
});
