import { expect, it } from 'vitest';
import { follow } from './follow.ts';

async function* give(...items: number[]): AsyncGenerator<number> {
  for (const item of items) yield item;
}

it('subscribes again when the stream ends or fails, until the signal aborts', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  let subscriptions = 0;
  await follow<number>({
    subscribe: async () => {
      subscriptions += 1;
      if (subscriptions === 2) throw new Error('The connection is gone');
      return give(subscriptions * 10, subscriptions * 10 + 1);
    },
    onEvent: (event) => {
      seen.push(event);
      if (event === 31) controller.abort();
    },
    onError: () => true,
    signal: controller.signal,
  });
  expect(seen).toEqual([10, 11, 30, 31]);
});

it('gives up when an error says so', async () => {
  let subscriptions = 0;
  await follow<number>({
    subscribe: async () => {
      subscriptions += 1;
      throw new Error('It is gone for good');
    },
    onEvent: () => {},
    onError: () => false,
    signal: new AbortController().signal,
  });
  expect(subscriptions).toBe(1);
});
