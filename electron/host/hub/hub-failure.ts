import { AppError } from '../../../models/app-error.ts';

/** What a call to a hub was about, as far as its failure has to say. */
export interface HubCall {
  url: URL;
  /** Null for a call about no repository. */
  repositoryId: string | null;
  /** Whether the access token went along. */
  tokenSent: boolean;
}

/** A request without an answer. */
export function explainNoAnswer(error: unknown, url: URL, signal: AbortSignal | undefined): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return new AppError('aborted', 'The request to the hub was given up.');
  const { name, code } = findCause(error);
  const data = { host: url.host, cause: code ?? name };
  if (name === 'TimeoutError') {
    return new AppError(
      'offline',
      `The hub at ${url.host} does not answer: check the internet connection and try again.`,
      {
        data,
      },
    );
  }
  return new AppError(
    'offline',
    `The hub at ${url.host} cannot be reached: check the internet connection and try again.`,
    {
      data,
    },
  );
}

/** Whether a connection ended in the middle. */
export function isDropped(error: unknown): boolean {
  const { code } = findCause(error);
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** Names alone: the messages of network errors may quote what was sent. */
function findCause(error: unknown): { name: string; code: string | null } {
  const causes = [error, (error as { cause?: unknown } | null)?.cause];
  const code = causes.map((cause) => (cause as { code?: unknown } | null)?.code).find((one) => typeof one === 'string');
  return { name: error instanceof Error ? error.name : 'unknown', code: (code as string | undefined) ?? null };
}

/** An answer that refuses. */
export function explainRefusal(response: Response, call: HubCall): AppError {
  const { status } = response;
  if (status === 429) return explainRateLimit(response, call.url);
  if (status === 401 || status === 403) return explainDenial(response, call);
  if (status === 404 || status === 410) return explainMissing(response, call);
  const data = { host: call.url.host, status };
  const trouble = status >= 500 ? 'has trouble of its own' : 'does not understand the request';
  return new AppError('hubFailed', `The hub at ${call.url.host} ${trouble} (status ${status}): try again later.`, {
    data,
  });
}

function explainRateLimit({ headers }: Response, { host }: URL): AppError {
  const retryAfterSeconds = readRetryAfter(headers);
  const when = retryAfterSeconds === null ? 'in a few minutes' : `in ${describeSeconds(retryAfterSeconds)}`;
  const message = `The hub at ${host} takes no more requests from this connection for now: try again ${when}.`;
  return new AppError('rateLimited', message, { data: { host, retryAfterSeconds } });
}

/** Seconds to wait, from Retry-After (seconds or a date) or from the hub's own RateLimit header. */
export function readRetryAfter(headers: Pick<Headers, 'get'>): number | null {
  const retryAfter = headers.get('retry-after');
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.ceil(seconds);
  const date = retryAfter === null ? NaN : Date.parse(retryAfter);
  if (Number.isFinite(date)) return Math.max(0, Math.ceil((date - Date.now()) / 1000));
  const reset = /;\s*t=(\d{1,9})\b/.exec(headers.get('ratelimit') ?? '');
  return reset ? Number(reset[1]) : null;
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

function explainDenial({ headers, status }: Response, { url, repositoryId, tokenSent }: HubCall): AppError {
  const code = headers.get('x-error-code');
  const data = { host: url.host, gated: code === 'GatedRepo', tokenSent };
  if (code === 'GatedRepo') {
    const page = `${url.origin}/${repositoryId}`;
    const message = tokenSent
      ? `Your account has no access to ${repositoryId}: accept its licence at ${page} and try again.`
      : `The repository ${repositoryId} is gated: accept its licence at ${page} and save an access token of your account here.`;
    return new AppError('accessDenied', message, { data: { ...data, page } });
  }
  // The hub answers so about repositories that are private or that do not exist.
  if (code === 'RepoNotFound') return explainMissing({ headers } as Response, { url, repositoryId, tokenSent });
  if (tokenSent && status === 401) {
    return new AppError(
      'accessDenied',
      `The hub at ${url.host} refuses the access token: save another one, or remove it.`,
      {
        data,
      },
    );
  }
  return new AppError(
    'accessDenied',
    `The hub at ${url.host} denies access to ${repositoryId ?? 'this'}: it may need a token.`,
    {
      data,
    },
  );
}

function explainMissing({ headers }: Response, { url, repositoryId }: HubCall): AppError {
  const data = { host: url.host };
  if (headers.get('x-error-code') === 'EntryNotFound') {
    return new AppError('notFound', `The file is no longer in ${repositoryId}: open the repository again.`, { data });
  }
  if (repositoryId === null)
    return new AppError('hubFailed', `What answers at ${url.host} is not a hub: check the endpoint.`, { data });
  return new AppError('notFound', `The hub at ${url.host} has no repository ${repositoryId}, or it is private.`, {
    data,
  });
}
