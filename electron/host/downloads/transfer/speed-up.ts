import type { RangeFetch } from './range-fetch.ts';
import { blockBytes } from './block-journal.ts';

const minAgeMs = 2000;
const worthSeconds = 3;

/** With nothing left to begin, takes work from the connection that would be the last: its far blocks, or all of it. */
export function speedUp(fetches: RangeFetch[]): void {
  const eligible = fetches.filter(
    ({ ageMs, request }) => ageMs > minAgeMs && !request.compare && !request.wholeAllowed,
  );
  const fastest = Math.max(...fetches.map(({ bytesPerSecond }) => bytesPerSecond));
  const secondsLeft = (fetch: RangeFetch) => fetch.bytesLeft / Math.max(1, fetch.bytesPerSecond);
  const [last] = eligible.toSorted((a, b) => secondsLeft(b) - secondsLeft(a));
  if (!last || secondsLeft(last) < worthSeconds) return;
  const { file, run } = last.request;
  const blocksLeft = Math.ceil(last.bytesLeft / blockBytes);
  if (blocksLeft > 1) file.shorten(run, run.next + Math.ceil(blocksLeft / 2));
  // A single block, on a connection that crawls beside others that do not.
  else if (last.bytesPerSecond < fastest / 8) last.drop({ kind: 'stalled' });
}
