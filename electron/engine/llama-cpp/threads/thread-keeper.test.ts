import type { LlamaModel } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import type { GenerateResult } from '../../../host/engine/engine-protocol.ts';
import { listThreadCandidates } from './measure-threads.ts';
import { ThreadKeeper } from './thread-keeper.ts';

const model = {} as LlamaModel;
const reply =
  (tokensPerSecond: number, tokens = 100) =>
  async () =>
    ({ answerTokens: tokens, reasoningTokens: 0, decodeMs: (1000 * tokens) / tokensPerSecond }) as GenerateResult;

function startKeeper(threads: number | null, answers: (number | null)[], isMeasured = true) {
  let measured = 0;
  const keeper = new ThreadKeeper(model, threads, isMeasured, async () => answers[measured++] ?? null);
  return { keeper, count: () => measured };
}

it('tries from one thread to all, each number once', () => {
  expect(listThreadCandidates(1)).toEqual([1]);
  expect(listThreadCandidates(2)).toEqual([1, 2]);
  expect(listThreadCandidates(16)).toEqual([1, 2, 4, 8, 16]);
  expect(listThreadCandidates(128)).toEqual([1, 2, 8, 16, 32]);
});

it('measures again when replies become half as fast, and not before', async () => {
  const { keeper, count } = startKeeper(8, [2]);
  for (const speed of [100, 80, 60]) await keeper.watch(reply(speed));
  expect(count()).toBe(0);
  await keeper.watch(reply(40));
  await keeper.settled();
  expect(count()).toBe(1);
});

it('tries more threads again after some replies with fewer', async () => {
  const { keeper, count } = startKeeper(8, [2, 8]);
  await keeper.watch(reply(100));
  await keeper.watch(reply(10));
  for (let index = 0; index < 8; index++) await keeper.watch(reply(30));
  await keeper.settled();
  expect(count()).toBe(2);
});

it('measures after the first reply what could not be measured at the load', async () => {
  const { keeper, count } = startKeeper(4, [4], false);
  await keeper.watch(reply(5));
  await keeper.watch(reply(5));
  expect(count()).toBe(1);
});

it('leaves a number alone that the user has chosen, and one thread that is slow', async () => {
  for (const threads of [null, 1]) {
    const { keeper, count } = startKeeper(threads, [2]);
    for (const speed of [100, 10, 10]) await keeper.watch(reply(speed));
    expect(count()).toBe(0);
  }
});

it('takes no short reply and none beside others for a measure', async () => {
  const { keeper, count } = startKeeper(8, [2]);
  await keeper.watch(reply(100));
  await keeper.watch(reply(1, 4));
  await Promise.all([keeper.watch(reply(1)), keeper.watch(reply(1))]);
  expect(count()).toBe(0);
});
