/** Every failure the app expects, by name. A bug is none of these: it throws a plain Error. */
export const appErrorCodes = [
  'badInput',
  'notFound',
  'busy',
  'unsupported',
  'modelMissing',
  'modelBroken',
  'modelTooLarge',
  'promptTooLong',
  'contextFull',
  'engineDied',
  'engineUnavailable',
  'storageUnavailable',
  'diskFull',
  'offline',
  'rateLimited',
  'hubFailed',
  'accessDenied',
  'aborted',
] as const;

export type AppErrorCode = (typeof appErrorCodes)[number];

/** Facts about a failure that may cross a process border: plain JSON values. */
export type AppErrorData = Record<string, string | number | boolean | null>;

/** An expected failure. `message` is one sentence a person can read: what happened and what to do. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly data: AppErrorData;

  constructor(code: AppErrorCode, message: string, options: { data?: AppErrorData; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.data = options.data ?? {};
  }
}
