import { decodeUtf8 } from './decode-utf8.ts';

const longestToldBytes = 64;

/** Notes where the tokens of a vocabulary lie, and says of them what llama.cpp asserts. */
export class VocabularyReader {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  add(start: number, length: number): void {
    this.#starts.push(start);
    this.#ends.push(start + length);
  }

  /** Whether there is a token for each byte: llama.cpp looks for `<0x0A>` and then for the byte itself. */
  hasByteTokens(): boolean {
    const found = new Set<number>();
    for (const [index, start] of this.#starts.entries()) {
      const length = this.#ends[index]! - start;
      if (length === 1) found.add(this.#bytes[start]!);
      if (length !== 6 || this.#bytes[start] !== 0x3c) continue;
      const byte = /^<0x([\dA-F]{2})>$/.exec(decodeUtf8(this.#bytes.subarray(start, start + length)))?.[1];
      if (byte !== undefined) found.add(Number.parseInt(byte, 16));
    }
    return found.size === 256;
  }

  /** The first token that was there before, as llama.cpp reads it; null where all differ. */
  findRepeated(): string | null {
    // A hash table by hand, since a quarter of a million texts would take a fifth of a second.
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(this.#starts.length * 2 + 2)));
    for (const [index, start] of this.#starts.entries()) {
      const end = this.#findEnd(index);
      // llama.cpp gives empty tokens names of their own.
      if (end === start) continue;
      let slot = this.#hash(start, end) & (slots.length - 1);
      for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        if (!this.#isSame(slots[slot]! - 1, start, end)) continue;
        return decodeUtf8(this.#bytes.subarray(start, Math.min(end, start + longestToldBytes)));
      }
      slots[slot] = index + 1;
    }
    return null;
  }

  /** Up to the first zero, as a C string is read. */
  #findEnd(index: number): number {
    let at = this.#starts[index]!;
    while (at < this.#ends[index]! && this.#bytes[at] !== 0) at++;
    return at;
  }

  #hash(start: number, end: number): number {
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ this.#bytes[at]!, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  #isSame(other: number, start: number, end: number): boolean {
    const from = this.#starts[other]!;
    if (this.#findEnd(other) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (this.#bytes[at] !== this.#bytes[from + at - start]) return false;
    return true;
  }
}
