import { currentLocale, t } from './translate.ts';

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size in decimal units, as file managers and model pages give it: `13.2 MB`. */
export function formatBytes(sizeBytes: number): string {
  const power = sizeBytes < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(sizeBytes) / 3));
  return `${formatNumber(sizeBytes / 1000 ** power, power === 0 ? 0 : 1)} ${byteUnits[power] ?? ''}`;
}

/** Bytes a second: `4.2 MB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return t('unit.perSecond', { amount: formatBytes(bytesPerSecond) });
}

/** From the best case to the worst; one size where both read the same. */
export function formatByteRange({ low, high }: { low: number; high: number }): string {
  const [from, to] = [formatBytes(low), formatBytes(high)];
  return from === to ? from : t('unit.range', { from, to });
}

/** Milliseconds as a person says them: `850 ms`, `1.2 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${formatNumber(durationMs, 0)} ms`;
  if (durationMs < 60_000) return `${formatNumber(durationMs / 1000, 1)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return `${formatNumber(Math.floor(seconds / 60), 0)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(minutes / 60);
  return `${formatNumber(Math.floor(hours / 24), 0)} d ${hours % 24} h`;
}

/** A time that is still to come, only as exact as an estimate is: `8 s`, `4 min`, `3 h 20 min`. */
export function formatTimeLeft(secondsLeft: number): string {
  if (secondsLeft < 60) return formatDuration(Math.max(1, Math.round(secondsLeft)) * 1000);
  if (secondsLeft < 3600) return `${formatNumber(Math.round(secondsLeft / 60), 0)} min`;
  return formatDuration(secondsLeft * 1000);
}

/** A count as people say large ones: `15.7B` parameters, `128K` downloads. */
export function formatCount(count: number): string {
  const options = { notation: 'compact', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(currentLocale(), options).format(count);
}

/** Tokens of a context, rounded down to what is worth saying: `32,000` for 32,417, but `8,192` as it is. */
export function formatTokens(tokens: number): string {
  if (tokens % 1024 === 0) return formatNumber(tokens, 0);
  const step = tokens < 1000 ? 1 : tokens < 20_000 ? 100 : 1000;
  return formatNumber(Math.floor(tokens / step) * step, 0);
}

/** A context as it is commonly called, in units of 1,024 tokens: `128K` for 131,072. */
export function formatContext(tokens: number): string {
  if (tokens % 1_048_576 === 0) return `${formatNumber(tokens / 1_048_576, 0)}M`;
  return tokens % 1024 === 0 ? `${formatNumber(tokens / 1024, 0)}K` : formatCount(tokens);
}

/** A share of one as `4 %`. */
export function formatPercent(share: number): string {
  return t('load.percent', { percent: formatNumber(share * 100, 0) });
}

/** A number with at most so many decimals. */
export function formatNumber(value: number, decimals: number): string {
  return new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: decimals }).format(value);
}

/** A day and time, for tooltips and cards. */
export function formatMoment(epochMs: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(epochMs);
}

/** A day, for lists. */
export function formatDay(epochMs: number): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(epochMs);
}
