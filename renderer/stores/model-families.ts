import type { Model } from '../../electron/contract/models-state.ts';

/** Models that differ only in their quantization level. */
export interface ModelFamily {
  id: string;
  name: string;
  /** Smallest first. */
  models: Model[];
}

/** Whether a model can be talked to; one whose header is not read yet may turn out to be. */
export function isForChat({ kind, inspected }: Model): boolean {
  return kind === 'chat' || !inspected || kind === 'unknown';
}

/** Families in the order in which the first model of each stands, each with its levels by size. */
export function groupByFamily(models: readonly Model[]): ModelFamily[] {
  const families = new Map<string, Model[]>();
  for (const model of models) families.set(model.familyId, [...(families.get(model.familyId) ?? []), model]);
  return Array.from(families, ([id, members]) => ({
    id,
    // A name of the user's own counts for a family of one; several have only the family's name in common.
    name: members.length === 1 ? members[0]!.name : members[0]!.familyName,
    models: members.toSorted((a, b) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0)),
  }));
}

/** The level of a family that a click on it takes: the selected one, the preferred one, or else the best there is. */
export function chooseLevel(family: ModelFamily, selectedId: string, preferredLevel: string): Model {
  const usable = family.models.filter((model) => model.problem === null);
  return (
    family.models.find((model) => model.id === selectedId) ??
    usable.find((model) => model.level === preferredLevel) ??
    usable.at(-1) ??
    family.models.at(-1)!
  );
}
