import type { DownloadsState } from '../../contract/downloads-state.ts';
import type { QueueEntry } from './queue-entry.ts';

/** The queue as a page sees it, with all that is not done yet together. */
export function describeQueue(entries: readonly QueueEntry[]): DownloadsState {
  const downloads = entries.map((entry) => entry.describe());
  const open = downloads.filter(({ status }) => status !== 'done');
  const speeds = open.flatMap(({ bytesPerSecond, status }) =>
    bytesPerSecond === null || status === 'verifying' ? [] : [bytesPerSecond],
  );
  return {
    downloads,
    bytesPerSecond: speeds.length ? sum(speeds) : null,
    doneBytes: sum(open.map(({ doneBytes }) => doneBytes)),
    totalBytes: sum(open.map(({ totalBytes }) => totalBytes)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
