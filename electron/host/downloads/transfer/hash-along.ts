import { blockBytes } from './block-journal.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { HashThread } from './hash-thread.ts';

/** Below this line speed the hash goes along with the download; above, it would only slow it down. */
const slowLineBytesPerSecond = 200e6;
const minStepBytes = 16 * blockBytes;

/** Hashes the beginning of a file while the rest still comes, so that a slow download ends without a long check. */
export class HashAlong {
  readonly #hasher: HashThread;
  #last = { bytes: 0, at: performance.now() };
  #busy = false;

  constructor(hasher: HashThread) {
    this.#hasher = hasher;
  }

  /** Looks once a second, however often it is called. */
  tick(receivedBytes: number, files: readonly FileTransfer[]): void {
    const now = performance.now();
    const { at, bytes } = this.#last;
    if (now - at < 1000) return;
    this.#last = { bytes: receivedBytes, at: now };
    const bytesPerSecond = ((receivedBytes - bytes) / (now - at)) * 1000;
    if (!this.#busy && bytesPerSecond < slowLineBytesPerSecond) this.#advance(files);
  }

  #advance(files: readonly FileTransfer[]): void {
    const file = files.find(({ partial, verified }) => !verified && !partial.complete);
    if (!file?.spec.sha256) return;
    const { hashKey: key, partial } = file;
    const { path, prefixBytes: upTo } = partial;
    if (upTo - this.#hasher.hashedBytes(key) < minStepBytes) return;
    this.#busy = true;
    const ended = () => void (this.#busy = false);
    this.#hasher.run({ type: 'hash', key, path, upTo, final: false, changedFrom: null }).then(ended, ended);
  }
}
