import { expect, it } from 'vitest';
import { englishMessages } from './english-messages.ts';
import type { MessageKey } from './translate.ts';
import { t } from './translate.ts';

const files = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.*', '!./english-messages.ts'], {
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

it('is sorted by key, so that a string is found', () => {
  const keys = Object.keys(englishMessages) as MessageKey[];
  expect(keys).toEqual(keys.toSorted());
});
