import { app, BrowserWindow, powerMonitor, powerSaveBlocker } from 'electron';
import type { DownloadsState } from '../contract/downloads-state.ts';
import type { Downloads } from '../host/downloads/downloads.ts';

/**
 * Shows the downloads' progress on the window's button in the taskbar, keeps the machine from falling asleep while
 * bytes are moved, and begins anew after it has slept.
 */
export function followDownloads(downloads: Downloads): void {
  let blocker: number | null = null;
  const show = (state: DownloadsState) => {
    const { mode, progress } = summarize(state);
    for (const window of BrowserWindow.getAllWindows()) window.setProgressBar(progress, { mode });
    const busy = state.downloads.some(({ status }) => status === 'running' || status === 'verifying');
    if (busy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!busy && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  downloads.onChange(show);
  powerMonitor.on('resume', () => downloads.wake());
  app.on('browser-window-created', () => show(downloads.state));
  show(downloads.state);
}

type ProgressMode = NonNullable<Electron.ProgressBarOptions['mode']>;

/** A progress below 0 takes the bar away. */
function summarize({ downloads, doneBytes, totalBytes }: DownloadsState): { mode: ProgressMode; progress: number } {
  const open = downloads.filter(({ status }) => status !== 'done');
  const active = open.some(({ status }) => status === 'running' || status === 'verifying' || status === 'queued');
  const inTrouble = open.some(({ problem, status }) => problem !== null && status !== 'waiting');
  const waiting = open.some(({ status }) => status === 'waiting');
  if (!active && !inTrouble && !waiting) return { mode: 'none', progress: -1 };
  const progress = totalBytes > 0 ? doneBytes / totalBytes : 0;
  if (active) return { mode: 'normal', progress };
  return { mode: inTrouble ? 'error' : 'paused', progress };
}
