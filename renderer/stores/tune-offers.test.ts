import { expect, it } from 'vitest';
import { countReply, settleOffer } from './tune-offers.ts';

function createStorage(content: Record<string, string> = {}): Storage {
  const map = new Map(Object.entries(content));
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  } as Storage;
}

it('offers a tune after the third reply, of each model apart, until that is settled', () => {
  const storage = createStorage();
  expect([countReply('a', storage), countReply('a', storage), countReply('b', storage)]).toEqual([false, false, false]);
  expect(countReply('a', storage)).toBe(true);
  expect(countReply('a', storage)).toBe(true);
  settleOffer('a', storage);
  expect(countReply('a', storage)).toBe(false);
  expect([countReply('b', storage), countReply('b', storage)]).toEqual([false, true]);
});

it.each(['', 'null', '[', '7'])('takes a storage that holds %j as empty', (content) => {
  expect(countReply('a', createStorage({ 'conclave:tune-offers': content }))).toBe(false);
});

it('goes on without a storage that can be written', () => {
  const storage = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  } as unknown as Storage;
  expect(countReply('a', storage)).toBe(false);
});
