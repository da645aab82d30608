import { currentLocale } from './translate.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units, as file managers and model pages give it: `13.2 MB`. */
export function formatBytes(sizeBytes: number): string {
  const power = sizeBytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(sizeBytes) / 3));
  return `${formatNumber(sizeBytes / 1000 ** power, power === 0 ? 0 : 1)} ${byteUnits[power] ?? ''}`;
}

/** Milliseconds as a person says them: `850 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${formatNumber(durationMs, 0)} ms`;
  if (durationMs < 60_000) return `${formatNumber(durationMs / 1000, 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${formatNumber(Math.floor(seconds / 60), 0)} min ${seconds % 60} s`;
}

/** A number with at most so many decimals. */
export function formatNumber(value: number, decimals: number): string {
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: decimals }).format(value);
}

/** A day and time, for tooltips and cards. */
export function formatMoment(epochMs: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(epochMs);
}
