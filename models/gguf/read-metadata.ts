import type { GgufValue } from './gguf-header.ts';

export type Metadata = ReadonlyMap<string, GgufValue>;

/** A number under this key; for a value per layer, the largest. */
export function readNumber(metadata: Metadata, key: string): number | null {
  const value = metadata.get(key);
  if (typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (typeof value === 'object' && value.numbers && value.numbers.length > 0) return Math.max(...value.numbers);
  return null;
}

/** A text under this key. */
export function readText(metadata: Metadata, key: string): string | null {
  const value = metadata.get(key);
  return typeof value === 'string' ? value : null;
}

/** A whole number from 0 on that can be counted with, or null where the header has none such. */
export function readCount(metadata: Metadata, key: string): number | null {
  const value = readNumber(metadata, key);
  return isCount(value) ? value : null;
}

/** A count for each of so many layers: the header's list, or its one value for all of them. Null without either. */
export function readCountOfLayers(metadata: Metadata, key: string, layers: number): number[] | null {
  const value = metadata.get(key);
  if (typeof value === 'object') {
    const { numbers } = value;
    if (!numbers || numbers.length === 0) return null;
    return Array.from({ length: layers }, (_, layer) => {
      const count = numbers[layer] ?? 0;
      return isCount(count) ? count : 0;
    });
  }
  const count = typeof value === 'boolean' ? Number(value) : value;
  return isCount(count) ? Array<number>(layers).fill(count) : null;
}

/** No count in a real header comes near; larger ones would overflow what is computed from them. */
const maxCount = 2 ** 40;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxCount;
}
