import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryTurn } from '../../electron/host/engine/engine-protocol.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';

const engine = startEngine();
const prompt = 'Tell me a story.';
const warm = { temperature: 0.7 };

beforeAll(async () => {
  await engine.load({ ...embeddedModel, speculation: null }, () => undefined);
});
afterAll(() => engine.stop());

/** A reply in a session of its own, of which nothing was read before. */
async function sayAfresh(sampling: { temperature?: number; seed?: number | null; repeatPenalty?: number }) {
  await engine.disposeSession('fresh');
  return say(engine, { prompt, sessionId: 'fresh', sampling });
}

describe('a seed', () => {
  it('repeats a reply word for word', async () => {
    const first = await sayAfresh({ ...warm, seed: 7 });
    const again = await sayAfresh({ ...warm, seed: 7 });
    expect(again.answer).toBe(first.answer);
    expect(first.result.seed).toBe(7);
    const others = [await sayAfresh({ ...warm, seed: 8 }), await sayAfresh({ ...warm, seed: 9 })];
    expect(others.some(({ answer }) => answer !== first.answer)).toBe(true);
  });

  it('is drawn for each reply where none is chosen, and is told so that the reply can be repeated', async () => {
    const replies = [await sayAfresh({ ...warm, seed: null }), await sayAfresh({ ...warm, seed: null })];
    const [first, second] = replies.map(({ result }) => result.seed);
    expect(first).not.toBe(second);
    const repeated = await sayAfresh({ ...warm, seed: first! });
    expect(repeated.result.seed).toBe(first);
    // Where the drawn reply was drafted for, its batches may have rounded differently.
    if (replies[0]!.result.speculation === null) expect(repeated.answer).toBe(replies[0]!.answer);
    else expect(repeated.answer.slice(0, 20)).toBe(replies[0]!.answer.slice(0, 20));
  });
});

describe('a repeat penalty', () => {
  it('is off unless it is chosen', async () => {
    const table = { prompt: 'Make a table of animals and their sounds.' };
    const rows = ({ answer }: { answer: string }) => answer.split('\n').filter((line) => line.includes(' hen ')).length;
    const plain = await say(engine, { ...table, sessionId: 'plain' });
    expect(rows(plain)).toBeGreaterThan(2);
    const penalized = await say(engine, { ...table, sessionId: 'penalized', sampling: { repeatPenalty: 1.5 } });
    expect(rows(penalized)).toBe(1);
    // What a penalty does to drafted tokens depends on the ones before, so there are none.
    expect(penalized.result.speculation).toBeNull();
  });
});

it('tells what of a prompt was in the KV cache', async () => {
  const history: HistoryTurn[] = [];
  const first = await say(engine, { prompt, history, sessionId: 'reuse' });
  expect(first.result.reusedTokens).toBeLessThan(first.result.promptTokens);
  const second = await say(engine, { prompt: 'And then?', history, sessionId: 'reuse' });
  const { reusedTokens, promptTokens, context } = second.result;
  expect(reusedTokens).toBeGreaterThanOrEqual(first.result.promptTokens);
  expect(reusedTokens).toBeLessThan(promptTokens);
  expect(context.size).toBe(1024);
  expect(context.usedTokens).toBeGreaterThanOrEqual(promptTokens);
});
