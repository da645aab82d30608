import type { AnswerHead } from './range-connection.ts';

/** Why a connection gave nothing, or nothing more. */
export type FetchFailure =
  | { kind: 'network'; code: string | null }
  | { kind: 'stalled' }
  /** For a general client. */
  | { kind: 'unusual' }
  | { kind: 'server'; status: number; retryAfterMs: number | null }
  | { kind: 'rateLimited'; retryAfterMs: number | null }
  /** The address is no longer good. */
  | { kind: 'refused'; status: number }
  | { kind: 'redirected'; location: string }
  /** The answer is about other bytes than those that were asked for. */
  | { kind: 'wrongPart' }
  | { kind: 'changed' }
  | { kind: 'ignoresRange' };

export interface AskedPart {
  start: number;
  /** First byte that is not asked for. */
  end: number;
  fileBytes: number;
  /** What the file is known by; null before the first answer. */
  etag: string | null;
  /** Whether the whole file may come in place of the part. */
  wholeAllowed: boolean;
}

export type Verdict =
  /** The body begins at this byte of the file and ends before that one. */
  { accepted: { start: number; end: number }; etag: string | null } | { failure: FetchFailure };

/** Reads from the head of an answer whether its body is what was asked for. */
export function judgeAnswer({ status, headers }: AnswerHead, asked: AskedPart, now: number): Verdict {
  const failed = (failure: FetchFailure): Verdict => ({ failure });
  const retryAfterMs = readRetryAfterMs(headers['retry-after'], now);
  if (status === 429) return failed({ kind: 'rateLimited', retryAfterMs });
  if (status >= 500) return failed({ kind: 'server', status, retryAfterMs });
  if (status >= 300 && status < 400 && headers['location']) {
    return failed({ kind: 'redirected', location: headers['location'] });
  }
  if (status === 416) return failed({ kind: 'wrongPart' });
  if (status >= 400) return failed({ kind: 'refused', status });
  const encoding = headers['content-encoding'];
  if ((status !== 200 && status !== 206) || (encoding !== undefined && encoding !== 'identity')) {
    return failed({ kind: 'wrongPart' });
  }
  const etag = headers['etag'] ?? null;
  if (asked.etag !== null && etag !== null && etag !== asked.etag) return failed({ kind: 'changed' });
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length']);
  if (status === 200) {
    if (length !== null && length !== asked.fileBytes) return failed({ kind: 'wrongPart' });
    if (!asked.wholeAllowed) return failed({ kind: 'ignoresRange' });
    return { accepted: { start: 0, end: asked.fileBytes }, etag };
  }
  const part = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (!part) return failed({ kind: 'wrongPart' });
  const [start, end] = [Number(part[1]), Number(part[2]) + 1];
  const fits = start === asked.start && end > start && end <= asked.end && (length === null || length === end - start);
  const sameFile = part[3] === '*' || Number(part[3]) === asked.fileBytes;
  return fits && sameFile ? { accepted: { start, end }, etag } : failed({ kind: 'wrongPart' });
}

const maxRetryAfterMs = 3_600_000;

function readRetryAfterMs(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(maxRetryAfterMs, Math.max(0, ms)) : null;
}
