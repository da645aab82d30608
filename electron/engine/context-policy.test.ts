import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { name, nameQuestion, nameStatement } from '../../tests/fixtures/ember-replies.ts';
import {
  embeddedModel,
  evaluatedTokens,
  say,
  startEngine,
  type Reply,
  type Turn,
} from '../../tests/fixtures/talking-engine.ts';
import { AppError } from '../../models/app-error.ts';
import type { HistoryTurn } from '../host/engine/engine-protocol.ts';

const contextSize = 512;
const short = { maxTokens: 24 };

async function failureOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw new Error(`it ended with ${String(error)}`);
}

/** A conversation of so many exchanges that were never evaluated. */
function makeHistory(exchanges: number): HistoryTurn[] {
  return Array.from({ length: exchanges }, (_, index): HistoryTurn[] => [
    { role: 'user', text: `What is ${index} + ${index + 1}? Please say it in a whole sentence.` },
    { role: 'assistant', text: `The sum of ${index} and ${index + 1} is ${2 * index + 1}, as you can count.` },
  ]).flat();
}

describe('a conversation that outgrows the context', () => {
  const engine = startEngine();
  const load = (size: number) => engine.load({ ...embeddedModel, contextSize: size }, () => undefined);
  const ask = (turn: Turn) => say(engine, { sampling: short, ...turn });
  beforeAll(async () => {
    await load(contextSize);
  });
  afterAll(() => engine.stop());

  it('drops whole bites, and reads only what is new in the turns between', async () => {
    const history: HistoryTurn[] = [];
    const evaluated: number[] = [];
    const dropped: number[] = [];
    for (let round = 0; round < 36; round++) {
      const prompt = `What is ${round} + ${round * 3}? Answer in one short sentence, please.`;
      const reply = await ask({ prompt, history, sessionId: 'bites' });
      evaluated.push(evaluatedTokens(reply));
      dropped.push(reply.result.droppedMessages);
      expect(reply.result.context.size).toBe(contextSize);
      expect(reply.result.context.usedTokens).toBeLessThanOrEqual(contextSize);
      expect(reply.result.reusedTokens + evaluatedTokens(reply)).toBe(reply.result.promptTokens - 1);
      const moved = round > 0 && dropped[round] !== dropped[round - 1];
      if (moved) expect(reply.result.contextShifted).toBe(true);
      else expect(evaluated[round]).toBeLessThan(80);
    }
    const past = dropped.findIndex((count) => count > 0);
    expect(past).toBeGreaterThan(5);
    expect(36 - past).toBeGreaterThan(20);
    expect(dropped).toEqual(dropped.toSorted((a, b) => a - b));
    const moves = new Set(dropped.slice(past)).size;
    // Every turn past the limit but a few goes on from the KV cache: far less is read than the context each time.
    expect(moves).toBeLessThan(10);
    const read = evaluated.slice(past).reduce((sum, tokens) => sum + tokens, 0);
    expect(read).toBeLessThan(((36 - past) * contextSize * 0.65) / 2);
  });

  it('has the same cut when the engine has forgotten where it was', async () => {
    const history = makeHistory(30);
    const first = await ask({ prompt: 'Hi!', history: [...history], sessionId: 'cut' });
    expect(first.result.droppedMessages).toBeGreaterThan(10);
    await load(contextSize);
    const again = await ask({ prompt: 'Hi!', history: [...history], sessionId: 'cut' });
    expect(again.result.droppedMessages).toBe(first.result.droppedMessages);
    expect(again.result.promptTokens).toBe(first.result.promptTokens);
  });

  it('keeps the system prompt and pinned turns in sight', async () => {
    const told: HistoryTurn[] = [
      { role: 'user', text: nameStatement, pinned: true },
      { role: 'assistant', text: `Nice to meet you, ${name}!` },
    ];
    const history = [...told, ...makeHistory(30)];
    const unpinned = history.map(({ role, text }): HistoryTurn => ({ role, text }));
    const system = { systemPrompt: 'You are a helpful assistant.', sampling: {} };
    const lost = await ask({ prompt: nameQuestion, history: unpinned, sessionId: 'unpinned', ...system });
    expect(lost.answer).not.toContain(name);
    const pinned = await ask({ prompt: nameQuestion, history: [...history], sessionId: 'pinned', ...system });
    expect(pinned.answer).toContain(name);
    expect(pinned.result.droppedMessages).toBeGreaterThan(10);
    expect(pinned.result.droppedMessages).toBeLessThan(history.length - 2);
    // The next turn goes on behind them.
    const grown: HistoryTurn[] = [
      ...history,
      { role: 'user', text: nameQuestion },
      { role: 'assistant', text: pinned.answer },
    ];
    const next = await ask({ prompt: 'Thanks!', history: grown, sessionId: 'pinned', ...system });
    expect(evaluatedTokens(next)).toBeLessThan(40);
    expect(next.result.droppedMessages).toBe(pinned.result.droppedMessages);
  });

  it('says that pinned turns leave no room', async () => {
    const history = makeHistory(30).map((turn): HistoryTurn => ({ ...turn, pinned: true }));
    const { code, message } = await failureOf(ask({ prompt: 'Hi!', history, sessionId: 'pins' }));
    expect(code).toBe('promptTooLong');
    expect(message).toMatch(
      /^The pinned messages take \d+ tokens and leave no room .* 512 tokens\. Unpin some of them/,
    );
  });

  it('stops instead where that is the policy, and goes on in a larger context with nothing lost', async () => {
    const history = makeHistory(30);
    const stop = { contextPolicy: 'stop' as const, sessionId: 'stop' };
    const { code, message } = await failureOf(ask({ prompt: 'Hi!', history, ...stop }));
    expect(code).toBe('contextFull');
    expect(message).toMatch(
      /^This conversation no longer fits into the model's context of 512 tokens\. Start a new chat/,
    );
    await load(1024);
    const whole = makeHistory(18);
    const reply = await ask({ prompt: 'Hi!', history: whole, ...stop });
    expect(reply.result).toMatchObject({ droppedMessages: 0, contextShifted: false });
    expect(reply.result.promptTokens).toBeGreaterThan(512);
    await load(contextSize);
    // The same conversation in the smaller context: by the other policy, it goes on with its end.
    const smaller = await ask({ prompt: 'Hi!', history: makeHistory(18), sessionId: 'stop' });
    expect(smaller.result.droppedMessages).toBeGreaterThan(0);
  });

  it('ends a reply with the context where nothing may leave it', async () => {
    const history: HistoryTurn[] = [];
    const turn: Turn = {
      prompt: 'Tell me a long story about a fox.',
      history,
      sessionId: 'end',
      contextPolicy: 'stop',
    };
    let reply: Reply | null = null;
    for (let seed = 1; reply?.result.stopReason !== 'contextFull'; seed++) {
      // Where no reply was cut before the next prompt did not fit, other stories are told.
      if (reply === null) history.length = 0;
      reply = await say(engine, { ...turn, sampling: { temperature: 1, seed } }).catch(() => null);
    }
    expect(reply.result).toMatchObject({ stopReason: 'contextFull', contextShifted: false, droppedMessages: 0 });
    expect(reply.result.context.usedTokens).toBeGreaterThan(contextSize - 8);
    expect((await failureOf(say(engine, turn))).code).toBe('contextFull');
    // Without a limit, or with one that comes first, a reply ends as it always does.
    const limited = await ask({ prompt: 'Tell me a story.', sessionId: 'limit', contextPolicy: 'stop' });
    expect(limited.result.stopReason).toBe('maxTokens');
  });
});
