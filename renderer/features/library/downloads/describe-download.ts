import type { Download } from '../../../../electron/contract/downloads-state.ts';
import { formatBytes, formatRate, formatTimeLeft } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';

/** How far a download is, in a line: bytes, speed and time left, or what it waits for. */
export function describeProgress(download: Download, now: number): string {
  const { status, problem, doneBytes, totalBytes, bytesPerSecond, secondsLeft } = download;
  if (status === 'done') return formatBytes(totalBytes);
  const parts = [t('engine.of', { used: formatBytes(doneBytes), total: formatBytes(totalBytes) })];
  if (status === 'running') {
    if (bytesPerSecond !== null) parts.push(formatRate(bytesPerSecond));
    // A server may fall silent in the middle, too.
    const silent = doneBytes > 0 ? 'download.silent' : 'download.starting';
    parts.push(secondsLeft === null ? t(silent) : t('download.left', { time: formatTimeLeft(secondsLeft) }));
  } else if (status === 'waiting' && problem?.retryAt != null) {
    parts.push(describeRetry(problem.retryAt, now));
  } else {
    parts.push(t(`download.${status}`));
  }
  return parts.join(' · ');
}

/** When it is tried again, as a countdown. */
function describeRetry(retryAt: number, now: number): string {
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? t('download.retryIn', { time: formatTimeLeft(seconds) }) : t('download.retrying');
}

/** Whether a click can hold it, let it go on, or neither. */
export function readControl({ status }: Download): 'pause' | 'resume' | null {
  if (status === 'running' || status === 'queued' || status === 'waiting') return 'pause';
  return status === 'paused' || status === 'failed' ? 'resume' : null;
}
