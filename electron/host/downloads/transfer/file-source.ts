import type { Dispatcher } from 'undici';
import type { ResolvedFile } from '../../hub/hub.ts';
import type { TransferFile } from '../worker-protocol.ts';
import type { FetchFailure } from './judge-answer.ts';

const maxRedirects = 5;
/** Answers in a row that show a server to give no parts of files. */
const ignoredRangesForWhole = 3;
/** Changes in a row that show an ETag to say nothing. */
const changesForUnsteady = 3;
const failuresForNewAddress = 3;

/** Where a file comes from: its address for now, and what is known of the server there. */
export class FileSource {
  readonly #spec: TransferFile;
  #address: { url: URL; headers: Record<string, string> } | null = null;
  #etag: string | null;
  #etagUnsteady = false;
  #redirects = 0;
  #ignoredRanges = 0;
  #changes = 0;
  #refusals = 0;
  #failures = 0;
  /** The server needs a general HTTP client. */
  general = false;
  /** The way there; null for a direct connection. */
  proxy: Dispatcher | null = null;

  constructor(spec: TransferFile) {
    this.#spec = spec;
    this.#etag = spec.etag;
  }

  get address(): { url: URL; headers: Record<string, string> } | null {
    return this.#address;
  }

  get etag(): string | null {
    return this.#etagUnsteady ? null : this.#etag;
  }

  /** Whether the server sends whole files only. */
  get wholeOnly(): boolean {
    return this.#ignoredRanges >= ignoredRangesForWhole;
  }

  /** Takes an address over; false when the file there is another one. */
  accept({ headers, sha256, sizeBytes, url }: ResolvedFile, proxy: Dispatcher | null): boolean {
    if (sizeBytes !== this.#spec.sizeBytes) return false;
    if (this.#spec.sha256 !== null && sha256 !== null && sha256 !== this.#spec.sha256) return false;
    // Without a SHA-256 the ETag alone can tell.
    if (this.#spec.sha256 === null && this.#changes > 0) return false;
    this.#address = { url: new URL(url), headers };
    this.proxy = proxy;
    this.#redirects = 0;
    return true;
  }

  /** An answer with the right part; true when its ETag is news. */
  succeed(etag: string | null, whole: boolean): boolean {
    if (!whole) this.#ignoredRanges = 0;
    this.#refusals = 0;
    this.#failures = 0;
    if (etag === null || etag === this.#etag) return false;
    this.#etag = etag;
    return true;
  }

  /** A block came: what the server says of the file holds. */
  settle(): void {
    this.#changes = 0;
  }

  forgetAddress(): void {
    this.#address = null;
  }

  /** Learns from a failure. False when the next try should wait. */
  fail(failure: FetchFailure): boolean {
    switch (failure.kind) {
      case 'unusual':
        this.general = true;
        return true;
      case 'redirected':
        return this.#redirect(failure.location);
      case 'refused':
        this.#address = null;
        return this.#refusals++ === 0;
      case 'changed':
        this.#address = null;
        this.#etag = null;
        this.#etagUnsteady = ++this.#changes >= changesForUnsteady;
        return this.#changes === 1;
      case 'ignoresRange':
        return ++this.#ignoredRanges <= ignoredRangesForWhole;
      default:
        if (++this.#failures >= failuresForNewAddress) this.#address = null;
        return false;
    }
  }

  #redirect(location: string): boolean {
    const address = this.#address;
    if (!address || ++this.#redirects > maxRedirects || !URL.canParse(location, address.url.href)) {
      this.#address = null;
      return false;
    }
    const url = new URL(location, address.url);
    // A token is for the origin that it was given to.
    this.#address = { url, headers: url.origin === address.url.origin ? address.headers : {} };
    return url.protocol === 'https:' || url.protocol === address.url.protocol;
  }
}
