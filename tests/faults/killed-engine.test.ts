import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Supervisor } from '../../electron/host/engine/supervisor.ts';
import { AppError } from '../../models/app-error.ts';
import { nameQuestion } from '../fixtures/ember-replies.ts';
import { isRunning, listDescendants } from '../fixtures/process-tree.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

/** The real engine's process, harmed from outside while it speaks. */
describe('the real engine', () => {
  let engine: Supervisor;
  beforeEach(async () => {
    engine = startEngine({ pingMs: 250, missedPings: 40, restartDelaysMs: [1, 1] });
    await engine.load(embeddedModel, () => undefined);
  });
  afterEach(() => engine.stop());

  function enginePid(): number {
    const found = listDescendants(process.pid).filter(({ command }) => command.includes('engine/entry'));
    expect(found).toHaveLength(1);
    return found[0]!.pid;
  }

  async function failAmidReply(harm: (pid: number) => void): Promise<{ error: AppError; heard: string }> {
    const pid = enginePid();
    let heard = '';
    const reply = say(engine, {
      prompt: 'Tell me a long story about a fox.',
      onEvent: (event) => {
        if (event.type !== 'deltas') return;
        if (heard === '') harm(pid);
        heard += event.deltas.map(({ text }) => text).join('');
      },
    });
    const error: unknown = await reply.catch((reason: unknown) => reason);
    if (!(error instanceof AppError)) throw new Error(`it ended with ${String(error)}`);
    return { error, heard };
  }

  async function expectToRecover(): Promise<void> {
    await waitUntil('a new process', () => engine.state.phase === 'ready' && engine.state.generation === 2);
    await engine.load(embeddedModel, () => undefined);
    expect((await say(engine, { prompt: nameQuestion })).answer).not.toBe('');
  }

  it('killed amid a reply leaves the partial text, names the cause and comes back', async () => {
    const { error, heard } = await failAmidReply((pid) => process.kill(pid, 'SIGKILL'));
    expect(error.code).toBe('engineDied');
    expect(error.message).toBe('The engine was killed (SIGKILL), often because the system ran out of memory.');
    expect(heard.length).toBeGreaterThan(0);
    await expectToRecover();
  });

  it('frozen amid a reply counts as hung, is ended and comes back', async () => {
    const { error } = await failAmidReply((pid) => process.kill(pid, 'SIGSTOP'));
    expect(error.message).toMatch(/^The engine stopped responding for \d+ seconds and was ended\.$/);
    await expectToRecover();
  });

  it('is gone once it was stopped', async () => {
    const pid = enginePid();
    await engine.stop();
    expect(isRunning(pid)).toBe(false);
  });
});

it('the engine leaves amid a reply when its host is killed', async () => {
  const host = fork(join(import.meta.dirname, 'fixtures', 'host-to-kill.ts'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(host, 'message');
  const engine = listDescendants(host.pid!).find(({ command }) => command.includes('engine/entry'))!;
  expect(isRunning(engine.pid)).toBe(true);
  host.kill('SIGKILL');
  await waitUntil('the end of the engine', () => !isRunning(engine.pid));
});
