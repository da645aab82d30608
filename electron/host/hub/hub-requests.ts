import { AppError } from '../../../models/app-error.ts';
import { explainNoAnswer, explainRefusal, isDropped } from './hub-failure.ts';
import { webFetch } from './web-fetch.ts';

const answerTimeoutMs = 30_000;
const maxAnswerBytes = 32 << 20;
const maxHops = 5;
const maxRequests = 200;

export interface HubRequestsOptions {
  /** Without a slash at the end. */
  endpoint: string;
  repositoryId: string | null;
  /** The token for this origin, if there is one. */
  findToken: (origin: string) => string | null;
  signal?: AbortSignal | undefined;
}

/** The requests of one call to one hub. Whatever fails, fails with an AppError. */
export class HubRequests {
  readonly endpoint: string;
  readonly #options: HubRequestsOptions;
  #count = 0;

  constructor(options: HubRequestsOptions) {
    this.endpoint = options.endpoint;
    this.#options = options;
  }

  /** For @huggingface/hub: follows redirects, keeps the token to its origin, and reads the answer in bounds. */
  readonly fetch: typeof fetch = async (input, init) => {
    let url = new URL(input instanceof Request ? input.url : input);
    for (let hop = 0; hop <= maxHops; hop++) {
      const response = await this.send(url, init ?? {});
      const next = findRedirect(response, url);
      if (next) url = next;
      else if (response.ok) return this.#readAnswer(response, url);
      else throw this.#explain(response, url);
    }
    throw new AppError('hubFailed', `The hub at ${url.host} redirects in circles: check the endpoint.`);
  };

  /** One request, whose answer may be a redirect or a refusal. */
  async send(url: URL, init: RequestInit, timeoutMs = answerTimeoutMs): Promise<Response> {
    const { signal } = this.#options;
    // A hub may name a next page for ever.
    if (++this.#count > maxRequests) throw new AppError('hubFailed', `The hub at ${url.host} gives endless lists.`);
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    for (const [name, value] of Object.entries(this.headersFor(url))) headers.set(name, value);
    const timeout = AbortSignal.timeout(timeoutMs);
    const request = () =>
      webFetch(url, {
        ...init,
        headers,
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
    try {
      // A connection that was kept open may have died unnoticed, such as while the machine slept.
      return await request().catch((error: unknown) => (isDropped(error) ? request() : Promise.reject(error)));
    } catch (error) {
      throw explainNoAnswer(error, url, signal);
    }
  }

  /** What goes with a request to this address: the token, where it belongs. */
  headersFor(url: URL): Record<string, string> {
    const token = this.#options.findToken(url.origin);
    return token === null ? {} : { authorization: `Bearer ${token}` };
  }

  /** Throws what an answer refuses with. */
  requireSuccess(response: Response, url: URL): void {
    if (!response.ok) throw this.#explain(response, url);
  }

  /** Reads at most so many bytes and drops the rest. */
  async readBytes(response: Response, url: URL, maxBytes: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      if (!response.body) return Buffer.alloc(0);
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        chunks.push(chunk);
        length += chunk.byteLength;
        if (length >= maxBytes) break;
      }
    } catch (error) {
      throw explainNoAnswer(error, url, this.#options.signal);
    }
    return Buffer.concat(chunks).subarray(0, maxBytes);
  }

  async #readAnswer(response: Response, url: URL): Promise<Response> {
    const body = await this.readBytes(response, url, maxAnswerBytes);
    try {
      JSON.parse(body.toString('utf8'));
    } catch {
      // A network that asks for a login answers like this.
      const message = `What answers at ${url.host} is not a hub: check the endpoint, and whether the network asks for a login.`;
      throw new AppError('hubFailed', message, { data: { host: url.host } });
    }
    const link = response.headers.get('link');
    return new Response(new Uint8Array(body), { headers: link === null ? {} : { link } });
  }

  #explain(response: Response, url: URL): AppError {
    void response.body?.cancel().catch(() => {});
    const { repositoryId } = this.#options;
    return explainRefusal(response, { url, repositoryId, tokenSent: 'authorization' in this.headersFor(url) });
  }
}

/** Where a redirect leads; null for other answers. Only the web, and from a safe connection only to a safe one. */
export function findRedirect(response: Response, from: URL): URL | null {
  if (response.status < 300 || response.status > 399) return null;
  const location = response.headers.get('location');
  void response.body?.cancel().catch(() => {});
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : null;
  const safe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (to && safe) return to;
  throw new AppError('hubFailed', `The hub at ${from.host} redirects to an address that cannot be used.`, {
    data: { host: from.host },
  });
}
