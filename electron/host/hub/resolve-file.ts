import { AppError } from '../../../models/app-error.ts';
import type { ResolvedFile } from './hub.ts';
import { findRedirect, type HubRequests } from './hub-requests.ts';

const maxHops = 5;

/** Asks where the bytes of a file are, without fetching them: the hub answers with a signed address elsewhere. */
export async function resolveFile(
  requests: HubRequests,
  repositoryId: string,
  revision: string,
  path: string,
): Promise<ResolvedFile> {
  const encodedPath = path.split('/').map(encodeURIComponent).join('/');
  let url = new URL(`${requests.endpoint}/${repositoryId}/resolve/${revision}/${encodedPath}`);
  for (let hop = 0; hop <= maxHops; hop++) {
    const response = await requests.send(url, { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
    const next = findRedirect(response, url);
    const linked = readLinked(response.headers);
    if (next && linked) return { url: next.href, headers: requests.headersFor(next), ...linked };
    // Signed addresses may be good for GET alone, so that one of a hub without X-Linked headers is asked for a byte.
    if (next && next.origin !== url.origin) return probe(requests, next);
    if (next) url = next;
    else {
      requests.requireSuccess(response, url);
      return { url: url.href, headers: requests.headersFor(url), ...readPlain(response.headers, url) };
    }
  }
  throw new AppError('hubFailed', `The hub at ${url.host} redirects in circles: try again later.`);
}

function readLinked(headers: Headers): Pick<ResolvedFile, 'sizeBytes' | 'sha256' | 'etag'> | null {
  const sizeBytes = readSize(headers.get('x-linked-size'));
  const etag = headers.get('x-linked-etag');
  return sizeBytes === null ? null : { sizeBytes, sha256: readSha256(etag), etag };
}

function readPlain(headers: Headers, url: URL): Pick<ResolvedFile, 'sizeBytes' | 'sha256' | 'etag'> {
  const range = headers.get('content-range');
  const sizeBytes = readSize(headers.get('x-linked-size') ?? range?.split('/')[1] ?? headers.get('content-length'));
  if (sizeBytes === null) throw new AppError('hubFailed', `The hub at ${url.host} does not say how large the file is.`);
  return { sizeBytes, sha256: readSha256(headers.get('x-linked-etag')), etag: headers.get('etag') };
}

async function probe(requests: HubRequests, url: URL): Promise<ResolvedFile> {
  const response = await requests.send(url, { headers: { range: 'bytes=0-0', 'accept-encoding': 'identity' } });
  requests.requireSuccess(response, url);
  void response.body?.cancel().catch(() => {});
  return { url: url.href, headers: requests.headersFor(url), ...readPlain(response.headers, url) };
}

function readSize(text: string | null | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function readSha256(etag: string | null): string | null {
  return /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(etag ?? '')?.[1] ?? null;
}
