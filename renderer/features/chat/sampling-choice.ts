import type { Sampling, SamplingChoice } from '../../../models/settings.ts';

/** The fields that a conversation has a value of its own for, whether or not the settings say the same. */
export function listChanged(choice: SamplingChoice | null): Set<keyof Sampling> {
  const entries = Object.entries(choice ?? {}) as [keyof Sampling, unknown][];
  return new Set(entries.filter(([, value]) => value !== undefined).map(([field]) => field));
}

/** The choice without one field; null once none is left, so that the conversation follows the settings. */
export function withoutField(choice: SamplingChoice | null, field: keyof Sampling): SamplingChoice | null {
  const { [field]: _given, ...rest } = choice ?? {};
  return listChanged(rest).size === 0 ? null : rest;
}

/** What is in force: the choice, and the settings where it says nothing. */
export function applyChoice(settings: Sampling, choice: SamplingChoice | null): Sampling {
  const own = Object.entries(choice ?? {}).filter(([, value]) => value !== undefined);
  return { ...settings, ...(Object.fromEntries(own) as Partial<Sampling>) };
}
