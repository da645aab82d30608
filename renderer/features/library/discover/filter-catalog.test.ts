import { describe, expect, it } from 'vitest';
import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';
import { groupCatalog, listPurposes } from './filter-catalog.ts';

function entry(id: string, line: string, kind: CatalogEntry['kind'], goodFor: CatalogEntry['goodFor']): CatalogEntry {
  return {
    id,
    line,
    kind,
    goodFor,
    name: id,
    maker: 'Maker',
    parameters: 1,
    activeParameters: 1,
    experts: null,
    contextSize: 1,
    licence: { name: 'MIT', url: 'https://example.org', commercialUse: 'yes' },
    description: 'One.',
    repositories: ['a/b'],
    originalRepository: 'a/c',
    released: '2024-05',
  };
}

const catalog = [
  entry('small', 'Small', 'dense', ['chat', 'smallMachines']),
  entry('coder', 'Deep', 'dense', ['code']),
  entry('deep-moe', 'Deep', 'moe', ['chat', 'code']),
  entry('mixed', 'Mixed', 'moe', ['chat']),
];
const ids = (filter: Parameters<typeof groupCatalog>[1]) =>
  groupCatalog(catalog, filter).map(({ kind, lines }) => [
    kind,
    ...lines.map(({ name, entries }) => [name, ...entries.map(({ id }) => id)].join(' ')),
  ]);

describe('groupCatalog', () => {
  it('has Mixture-of-Experts models first, and each kind line by line', () => {
    expect(ids({ kind: null, goodFor: null })).toEqual([
      ['moe', 'Deep deep-moe', 'Mixed mixed'],
      ['dense', 'Small small', 'Deep coder'],
    ]);
  });

  it('lets through what a filter says, and drops groups that it empties', () => {
    expect(ids({ kind: 'moe', goodFor: null })).toEqual([['moe', 'Deep deep-moe', 'Mixed mixed']]);
    expect(ids({ kind: null, goodFor: 'code' })).toEqual([
      ['moe', 'Deep deep-moe'],
      ['dense', 'Deep coder'],
    ]);
    expect(ids({ kind: 'moe', goodFor: 'smallMachines' })).toEqual([]);
  });
});

it('lists each purpose once', () => {
  expect(listPurposes(catalog)).toEqual(['chat', 'smallMachines', 'code']);
});
