import { expect, it } from 'vitest';
import { englishMessages, windowMessages } from './english-messages.ts';
import { engineMessages } from './engine-messages.ts';
import { libraryMessages } from './library-messages.ts';
import { t } from './translate.ts';

const files = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!./*-messages.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const sources = Object.values(files).join('\n');

/** Keys that are put together, such as `age.${group}`, by their beginning. */
const composed = Array.from(sources.matchAll(/`([a-z]+\.)\$\{/g), ([, prefix]) => prefix ?? '');

it('has no string that nothing shows', () => {
  const unused = Object.keys(englishMessages).filter(
    (key) => !sources.includes(`'${key}'`) && !composed.some((prefix) => key.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});

it('fills placeholders and knows plurals', () => {
  expect(t('composer.send')).toBe('Send');
  expect(t('engine.speed', { speed: '12.5' })).toBe('12.5 tokens/s');
  expect(t('filter.accepted', { count: 1 })).toBe('1 entry is in force.');
  expect(t('filter.accepted', { count: 3 })).toBe('3 entries are in force.');
});

it.each([
  ['window', windowMessages],
  ['library', libraryMessages],
  ['engine', engineMessages],
])('%s: is sorted by key, so that a string is found', (_name, messages) => {
  const keys = Object.keys(messages);
  expect(keys).toEqual(keys.toSorted());
});

it('has no string twice', () => {
  expect(Object.keys(englishMessages)).toHaveLength(
    Object.keys(windowMessages).length + Object.keys(libraryMessages).length + Object.keys(engineMessages).length,
  );
});
