import { AppError } from '../../../models/app-error.ts';
import { type GgufHeader, parseGgufHeader } from '../../../models/gguf/gguf-header.ts';
import type { HubFile, ResolvedFile } from './hub.ts';
import type { HubRequests } from './hub-requests.ts';

const firstBytes = 1 << 20;
/** Headers with large vocabularies take some 15 MB. */
const maxHeaderBytes = 48 << 20;
const partTimeoutMs = 120_000;

/** Reads the header of a GGUF file from its first bytes, fetching more only as far as the header goes. */
export async function readRemoteHeader(
  requests: HubRequests,
  file: HubFile,
  resolve: () => Promise<ResolvedFile>,
): Promise<GgufHeader> {
  const reader = new RemoteStart(requests, file, resolve);
  let wanted = Math.min(firstBytes, file.sizeBytes);
  for (;;) {
    const bytes = await reader.readUpTo(wanted);
    const parse = parseGgufHeader(bytes, file.sizeBytes);
    if (parse.status === 'complete') return parse.header;
    if (parse.status === 'broken') throw unreadable(file, parse.reason);
    if (parse.status === 'cut') throw unreadable(file, 'it ends inside its header');
    if (parse.bytes > maxHeaderBytes) throw unreadable(file, 'its header is too long');
    // Half as much again: the header says what it needs value by value, and each request costs a round trip.
    wanted = Math.min(Math.max(parse.bytes, bytes.length + (bytes.length >> 1)), file.sizeBytes, maxHeaderBytes);
  }
}

function unreadable({ path }: HubFile, reason: string): AppError {
  return new AppError('modelBroken', `The file “${path}” cannot be read as a GGUF file: ${reason}.`);
}

/** The first bytes of a file on the web, fetched as they are asked for. */
class RemoteStart {
  readonly #requests: HubRequests;
  readonly #file: HubFile;
  readonly #resolve: () => Promise<ResolvedFile>;
  #resolved: ResolvedFile | null = null;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(requests: HubRequests, file: HubFile, resolve: () => Promise<ResolvedFile>) {
    this.#requests = requests;
    this.#file = file;
    this.#resolve = resolve;
  }

  async readUpTo(wanted: number): Promise<Buffer> {
    const have = this.#bytes.length;
    if (wanted <= have) return this.#bytes;
    const { response, url } = await this.#request(have, wanted);
    // A server without Range sends the file from its start.
    const part = await this.#requests.readBytes(response, url, response.status === 206 ? wanted - have : wanted);
    this.#bytes = response.status === 206 ? Buffer.concat([this.#bytes, part]) : part;
    if (this.#bytes.length < wanted) throw this.#refuse('sent less than was asked for');
    return this.#bytes;
  }

  /** Bytes from `start` to before `end`. An address that has expired is asked for once more. */
  async #request(start: number, end: number): Promise<{ response: Response; url: URL }> {
    for (let attempt = 0; ; attempt++) {
      this.#resolved ??= await this.#resolve();
      const url = new URL(this.#resolved.url);
      const headers = { range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' };
      const response = await this.#requests.send(url, { headers }, partTimeoutMs);
      if (response.status === 403 && attempt === 0) {
        void response.body?.cancel().catch(() => {});
        this.#resolved = null;
        continue;
      }
      this.#requests.requireSuccess(response, url);
      const range = response.headers.get('content-range');
      if (response.status === 206 && !range?.startsWith(`bytes ${start}-`)) throw this.#refuse('sent another part');
      return { response, url };
    }
  }

  #refuse(what: string): AppError {
    return new AppError('hubFailed', `The server of “${this.#file.path}” ${what}: try again later.`);
  }
}
