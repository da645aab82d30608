import type { AppErrorCode } from '../../../../models/app-error.ts';

/** The host could not say where a file's bytes are. */
export class ResolveError extends Error {
  readonly code: AppErrorCode | 'bug';
  readonly retryAfterMs: number | null;

  constructor(code: AppErrorCode | 'bug', message: string, retryAfterMs: number | null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
