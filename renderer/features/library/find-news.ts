import type { Download } from '../../../electron/contract/downloads-state.ts';

/** What a person wants to hear of a download. */
export interface DownloadNews {
  event: 'started' | 'done' | 'problem';
  name: string;
}

type Downloads = Readonly<Record<string, Download>>;

/** What has happened between two states of the downloads, without their progress. */
export function findNews(before: Downloads, now: Downloads): DownloadNews[] {
  return Object.values(now).flatMap((download) => {
    const event = findEvent(before[download.id], download);
    return event === null ? [] : [{ event, name: download.name }];
  });
}

function findEvent(before: Download | undefined, now: Download): DownloadNews['event'] | null {
  if (now.status === 'done') return before?.status === 'done' ? null : 'done';
  if (now.problem !== null) return before?.problem?.code === now.problem.code ? null : 'problem';
  return before === undefined ? 'started' : null;
}
