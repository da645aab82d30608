import { crc32 } from 'node:zlib';
import type { PartialFile, Run } from './partial-file.ts';

/** Adjacent blocks fetched by one request. */
const runBlocks = 8;
const maxVersions = 5;

/**
 * Looks for blocks that came over the line wrong: the disk holds what came, yet the whole has the wrong SHA-256. The
 * blocks are fetched again, the most suspect first, and compared; where two versions differ, further ones decide.
 */
export class BlockRecheck {
  readonly #file: PartialFile;
  readonly #queue: number[];
  /** CRCs of the versions that came of a block in dispute, the disk's own first. */
  readonly #versions = new Map<number, number[]>();
  #underWay = 0;

  /** `suspects` come first; the others follow in their order. */
  constructor(file: PartialFile, suspects: Iterable<number>) {
    this.#file = file;
    const all = Array.from({ length: file.blockCount }, (_, index) => index);
    const inFile = (index: number) => index >= 0 && index < file.blockCount;
    const queue = [...new Set([...suspects, ...all])].filter(inFile);
    const open = queue.filter((index) => !file.compared.has(index));
    // All of them were compared before, and in vain: from the start.
    this.#queue = open.length ? open : queue;
  }

  /** Whether every block was compared. */
  get over(): boolean {
    return this.#queue.length === 0 && this.#underWay === 0;
  }

  takeRun(): Run | null {
    const first = this.#queue.shift();
    if (first === undefined) return null;
    let end = first + 1;
    while (end - first < runBlocks && this.#queue[0] === end) {
      this.#queue.shift();
      end++;
    }
    this.#underWay += end - first;
    return { next: first, end };
  }

  /** What was not fetched of a run comes first again. */
  giveBack(run: Run): void {
    const left = Array.from({ length: Math.max(0, run.end - run.next) }, (_, offset) => run.next + offset);
    this.#underWay -= left.length;
    this.#queue.unshift(...left);
  }

  /** Takes a version of a block; true when it took the place of the one on the disk. */
  compare(index: number, buffer: Buffer): boolean {
    this.#underWay--;
    const content = buffer.subarray(0, this.#file.sizeOf(index));
    const crc = crc32(content);
    const versions = this.#versions.get(index) ?? [this.#file.crcs[index]!];
    const seen = versions.includes(crc);
    versions.push(crc);
    this.#versions.set(index, versions);
    if (versions.length === 2 && seen) {
      this.#versions.delete(index);
      this.#file.noteCompared(index);
      return false;
    }
    // The first version that came twice is right.
    if (!seen) {
      if (versions.length < maxVersions) this.#queue.unshift(index);
      return false;
    }
    if (crc === this.#file.crcs[index]) return false;
    this.#file.replaceBlock(index, content);
    return true;
  }
}
