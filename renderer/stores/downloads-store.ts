import { create } from 'zustand';
import type { Download, DownloadsState } from '../../electron/contract/downloads-state.ts';

interface DownloadsStore {
  ready: boolean;
  byId: Record<string, Download>;
  /** As they are queued. */
  order: string[];
  bytesPerSecond: number | null;
  doneBytes: number;
  totalBytes: number;
}

/** What is being downloaded, by id, and all of it together. */
export const useDownloads = create<DownloadsStore>(() => ({
  ready: false,
  byId: {},
  order: [],
  bytesPerSecond: null,
  doneBytes: 0,
  totalBytes: 0,
}));

/** Takes over the host's state. What did not change keeps its identity, so that its row is not drawn again. */
export function setDownloads({ downloads, ...totals }: DownloadsState): void {
  const before = useDownloads.getState();
  const ids = downloads.map((download) => download.id);
  const sameOrder = ids.length === before.order.length && ids.every((id, index) => id === before.order[index]);
  useDownloads.setState({
    ready: true,
    byId: Object.fromEntries(
      downloads.map((download) => [download.id, keepIfSame(before.byId[download.id], download)]),
    ),
    order: sameOrder ? before.order : ids,
    ...totals,
  });
}

function keepIfSame(before: Download | undefined, now: Download): Download {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

/** Downloads that want to go on by themselves, now or in a while. */
export function isActive({ status }: Download): boolean {
  return status === 'running' || status === 'verifying' || status === 'queued' || status === 'waiting';
}
