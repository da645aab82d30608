import { readFileSync } from 'node:fs';
import { openNativeLibrary } from '../native-library.ts';

/** Below it, small pages are few enough to be found at once. */
const leastBytes = 256 * 1024 ** 2;
/** What is read takes about half a second a gigabyte longer to load than what is mapped and was in memory anyway. */
const mostBytes = 4 * 1024 ** 3;

/**
 * Whether weights are rather read into huge pages than mapped: decode walks through all that are at work for each token,
 * and spends some hundredths of its time on looking up small pages. Not where the copy would crowd out the file's own
 * pages, from which the next load is quick. `freeBytes`: of system memory, before the load.
 */
export function prefersHugePages(weightBytes: number, freeBytes: number): boolean {
  const isAffordable = weightBytes <= mostBytes && 2 * weightBytes <= freeBytes;
  return weightBytes >= leastBytes && isAffordable && (openNativeLibrary()?.isInPlace() ?? false) && hasHugePages();
}

/** Whether Linux gives huge pages to who asks for them. */
export function hasHugePages(): boolean {
  try {
    return /\[(always|madvise)\]/.test(readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8'));
  } catch {
    return false;
  }
}
