import type { DownloadProblem } from '../../../contract/downloads-state.ts';
import type { FetchFailure } from './judge-answer.ts';

/** What the user reads of a failed connection that is tried again. */
export function describeFetchFailure(failure: FetchFailure, host: string, retryAt: number): DownloadProblem {
  switch (failure.kind) {
    case 'rateLimited':
      return {
        code: 'rateLimited',
        message: `${host} limits how much may be asked of it. The download goes on by itself.`,
        retryAt,
      };
    case 'server':
    case 'refused':
      return {
        code: 'hubFailed',
        message: `${host} has a problem (status ${failure.status}). The download goes on by itself.`,
        retryAt,
      };
    case 'network':
    case 'stalled':
      return {
        code: 'offline',
        message: `There is no connection to ${host}. The download goes on by itself once there is.`,
        retryAt,
      };
    default:
      return {
        code: 'hubFailed',
        message: `${host} does not answer as it should. The download tries again by itself.`,
        retryAt,
      };
  }
}

/** A disk without enough space, with the numbers. */
export function describeFullDisk(neededBytes: number, freeBytes: number, marginBytes: number): DownloadProblem {
  const message =
    `The disk has ${formatBytes(freeBytes)} free; this download still needs ${formatBytes(neededBytes)}, and ` +
    `${formatBytes(marginBytes)} stay free for the system. Free some space and resume.`;
  return { code: 'diskFull', message, retryAt: null };
}

/** A disk that refuses to be written for another reason. */
export function describeDiskError(code: string | null): DownloadProblem {
  const message = `The downloaded file cannot be written (${code ?? 'unknown error'}). Check the disk and resume.`;
  return { code: 'diskFull', message, retryAt: null };
}

export const changedProblem: DownloadProblem = {
  code: 'changed',
  message:
    'The file on the hub is no longer the one that this download began with. Cancel it and take the new one, or resume once the hub has the old one back.',
  retryAt: null,
};

export const corruptProblem: DownloadProblem = {
  code: 'corrupt',
  message:
    'What the hub sends does not match its own SHA-256, even when every part is fetched again. Resume to try once more, or choose another mirror.',
  retryAt: null,
};

/** Bytes in the unit that a person would take. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]!}`;
}
