import data from './catalog.json' with { type: 'json' };
import { type CatalogEntry, catalogEntrySchema } from './catalog-entry.ts';

/** The models that Conclave recommends, in the order to show: Mixtures of Experts first. */
export function readCatalog(): CatalogEntry[] {
  return catalogEntrySchema.array().parse(data);
}
