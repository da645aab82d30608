import { expect, it } from 'vitest';
import { readAddress, writeAddress } from './screen-address.ts';

it.each(['', '#models/installed', '#models/discover', '#models/discover/owner/A-Name.v2-GGUF', '#models/downloads'])(
  'reads back what it writes: %j',
  (address) => {
    expect(writeAddress(readAddress(address))).toBe(address);
  },
);

it.each([
  ['#elsewhere', 'chat', 'installed', null],
  ['#models', 'models', 'installed', null],
  ['#models/nonsense', 'models', 'installed', null],
  ['#models/discover/owner', 'models', 'discover', null],
  ['#models/downloads/owner/name', 'models', 'downloads', null],
])('takes what it can from %j', (address, screen, modelsTab, repositoryId) => {
  expect(readAddress(address)).toEqual({ screen, modelsTab, repositoryId });
});
