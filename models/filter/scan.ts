import { Hits, type Hit } from './hits.ts';
import { Reader } from './reader.ts';
import type { ReadingTables } from './reading.ts';

const replacement = 0xfffd;

/**
 * Reads one text, UTF-16 unit by unit, and decides its leftmost longest match as soon as nothing that follows can
 * change it. A hit waits while an earlier, a longer or an allowed reading of it is still open.
 */
export class Scan {
  /** The match, once it is certain. Nothing is read after it. */
  decided: Hit | null = null;

  readonly #readers: Reader[];
  readonly #hits: Hits;
  #offset = 0;
  #highSurrogate = 0;

  private constructor(readers: Reader[], hits: Hits) {
    this.#readers = readers;
    this.#hits = hits;
  }

  /** Begins a text, read with every automaton of a matcher at a time. */
  static start(tables: readonly ReadingTables[]): Scan {
    const hits = new Hits();
    return new Scan(
      tables.map((table) => new Reader(table, hits)),
      hits,
    );
  }

  /** UTF-16 units read. */
  get offset(): number {
    return this.#offset;
  }

  /** Where the tail begins that is, or could still become, a part of a match; `offset` when there is none. */
  get heldFrom(): number {
    if (this.decided) return this.decided.start;
    const read = this.#offset - (this.#highSurrogate === 0 ? 0 : 1);
    return Math.min(read, this.#denyStart, this.#hits.best?.start ?? Infinity);
  }

  /** Reads one UTF-16 unit. Returns true when a match is decided. */
  feed(unit: number): boolean {
    const offset = this.#offset++;
    if (this.#highSurrogate !== 0) {
      const high = this.#highSurrogate;
      this.#highSurrogate = 0;
      if ((unit & 0xfc00) === 0xdc00) {
        return this.#read(((high - 0xd800) << 10) + unit - 0xdc00 + 0x10000, offset - 1, offset + 1);
      }
      if (this.#read(replacement, offset - 1, offset)) return true;
    }
    if ((unit & 0xfc00) === 0xd800) {
      this.#highSurrogate = unit;
      return false;
    }
    return this.#read((unit & 0xfc00) === 0xdc00 ? replacement : unit, offset, offset + 1);
  }

  /** Ends a piece of text: a high surrogate at its end stays alone, whatever follows. */
  cut(): boolean {
    if (this.#highSurrogate === 0) return false;
    this.#highSurrogate = 0;
    return this.#read(replacement, this.#offset - 1, this.#offset);
  }

  /** Ends the text and returns its match. */
  finish(): Hit | null {
    if (this.decided || this.cut()) return this.decided;
    for (const reader of this.#readers) reader.finish(this.#offset);
    this.#hits.settle();
    this.decided = this.#hits.best;
    return this.decided;
  }

  /** A scan of its own in the same state. */
  clone(): Scan {
    const hits = this.#hits.clone();
    const copy = new Scan(
      this.#readers.map((reader) => reader.clone(hits)),
      hits,
    );
    copy.decided = this.decided;
    copy.#offset = this.#offset;
    copy.#highSurrogate = this.#highSurrogate;
    return copy;
  }

  get #denyStart(): number {
    let start = Infinity;
    for (const reader of this.#readers) start = Math.min(start, reader.denyStart);
    return start;
  }

  #read(codePoint: number, start: number, end: number): boolean {
    for (const reader of this.#readers) reader.read(codePoint, start, end);
    if (!this.#hits.isEmpty) this.#decide();
    return this.decided !== null;
  }

  #decide(): void {
    this.#hits.settle();
    this.#hits.forgetAllowed(this.#readers.reduce((end, reader) => Math.min(end, reader.lastEnd), Infinity));
    const { best } = this.#hits;
    if (!best || this.#denyStart <= best.start) return;
    for (const reader of this.#readers) if (reader.allowStart <= best.start) return;
    this.decided = best;
  }
}
