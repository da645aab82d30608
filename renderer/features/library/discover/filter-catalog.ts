import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';

/** What the catalogue is narrowed down to; null is anything. */
export interface CatalogFilter {
  kind: CatalogEntry['kind'] | null;
  goodFor: CatalogEntry['goodFor'][number] | null;
}

/** Models of one kind, line by line in the catalogue's order. */
export interface CatalogGroup {
  kind: CatalogEntry['kind'];
  lines: { name: string; entries: CatalogEntry[] }[];
}

/** The entries that a filter lets through: Mixture-of-Experts models first, and in each kind line by line. */
export function groupCatalog(entries: readonly CatalogEntry[], filter: CatalogFilter): CatalogGroup[] {
  const shown = entries.filter(
    ({ kind, goodFor }) =>
      (filter.kind === null || kind === filter.kind) && (filter.goodFor === null || goodFor.includes(filter.goodFor)),
  );
  return (['moe', 'dense'] as const)
    .map((kind) => ({ kind, lines: groupByLine(shown.filter((entry) => entry.kind === kind)) }))
    .filter(({ lines }) => lines.length > 0);
}

function groupByLine(entries: readonly CatalogEntry[]): CatalogGroup['lines'] {
  const names = [...new Set(entries.map(({ line }) => line))];
  return names.map((name) => ({ name, entries: entries.filter(({ line }) => line === name) }));
}

/** What entries are good for, in the order in which it first turns up. */
export function listPurposes(entries: readonly CatalogEntry[]): CatalogEntry['goodFor'] {
  return [...new Set(entries.flatMap(({ goodFor }) => goodFor))];
}
