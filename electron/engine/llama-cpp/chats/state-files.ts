import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';

/** A KV state on the disk that begins like a prompt. */
export interface SavedPrefix {
  path: string;
  /** Whose state it is. */
  sessionHash: string;
  /** How many tokens of the prompt it holds. */
  length: number;
}

/** More than this on the disk would be missed elsewhere. */
const defaultMaxBytes = 4_000_000_000;
const maxShareOfFree = 0.1;
/** llama.cpp's header of a sequence's state: magic, version and number of tokens, then the tokens. */
const headerBytes = 12;
const hashLength = 32;

/**
 * KV states of conversations that had to leave the context, in files whose names tell nothing: a hash of the session,
 * and one of all that a state depends on. The least recent are deleted when the disk budget is used up.
 */
export class StateFiles {
  readonly #folder: string;
  readonly #suffix: string;
  readonly #maxBytes: number;
  /** Tokens of the files that fit the model in memory, by file name; null until the folder was read. */
  #known: Map<string, Uint32Array> | null = null;

  /** `dependsOn`: everything but the tokens that a state is only valid for. */
  constructor(folder: string, dependsOn: readonly unknown[], maxBytes = defaultMaxBytes) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
    this.#suffix = `-${hash(JSON.stringify(dependsOn)).slice(0, 16)}.kv`;
  }

  /**
   * The saved state that holds the longest beginning of these tokens, of whichever session. Files of this session that
   * were made with another model or context are deleted.
   */
  async find(sessionId: string, tokens: readonly Token[]): Promise<SavedPrefix | null> {
    const known = await this.#read();
    await this.#removeFiles((name) => name.startsWith(hashSession(sessionId)) && !name.endsWith(this.#suffix));
    let best: SavedPrefix | null = null;
    for (const [name, saved] of known) {
      const length = countShared(saved, tokens);
      if (length > (best?.length ?? 0))
        best = { path: join(this.#folder, name), sessionHash: name.slice(0, hashLength), length };
    }
    return best;
  }

  /** Keeps what `write` writes to the path it is given as the session's state. A disk that is full keeps nothing. */
  async save(
    sessionId: string,
    tokens: readonly Token[],
    expectedBytes: number,
    write: (path: string) => Promise<unknown>,
  ): Promise<boolean> {
    const known = await this.#read();
    const name = `${hashSession(sessionId)}${this.#suffix}`;
    known.delete(name);
    const unfinished = await this.temporaryPath();
    try {
      const budget = await this.#readBudget();
      if (expectedBytes > budget) throw new Error('the state is larger than all states may be');
      await this.#makeRoom(budget - expectedBytes);
      await write(unfinished);
      await rename(unfinished, join(this.#folder, name));
      known.set(name, Uint32Array.from(tokens));
      return true;
    } catch {
      await rm(unfinished, { force: true });
      await rm(join(this.#folder, name), { force: true });
      return false;
    }
  }

  /** Marks a file as used now. */
  async touch(path: string): Promise<void> {
    const now = new Date();
    await utimes(path, now, now).catch(() => undefined);
  }

  /** Deletes a file that turned out to be unusable. */
  async discard(path: string): Promise<void> {
    for (const name of this.#known?.keys() ?? []) if (join(this.#folder, name) === path) this.#known?.delete(name);
    await rm(path, { force: true });
  }

  /** Deletes every state of the session, of whatever model. */
  async forget(sessionId: string): Promise<void> {
    const prefix = hashSession(sessionId);
    for (const name of this.#known?.keys() ?? []) if (name.startsWith(prefix)) this.#known?.delete(name);
    await this.#removeFiles((name) => name.startsWith(prefix));
  }

  /** A path for a state that is kept for a moment only. */
  async temporaryPath(): Promise<string> {
    await this.#read();
    return join(this.#folder, `${randomUUID()}.part`);
  }

  async #read(): Promise<Map<string, Uint32Array>> {
    if (this.#known) return this.#known;
    const known = new Map<string, Uint32Array>();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // What a process that died was writing.
    await this.#removeFiles((name) => name.endsWith('.part'));
    for (const name of await readdir(this.#folder)) {
      if (!name.endsWith(this.#suffix)) continue;
      const tokens = await readTokens(join(this.#folder, name));
      if (tokens) known.set(name, tokens);
    }
    this.#known = known;
    return known;
  }

  async #readBudget(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder);
    return Math.min(this.#maxBytes, bavail * bsize * maxShareOfFree);
  }

  /** Deletes the least recent files until the others take at most so much. */
  async #makeRoom(bytes: number): Promise<void> {
    const files = [];
    for (const name of await readdir(this.#folder)) {
      const found = await stat(join(this.#folder, name)).catch(() => null);
      if (found) files.push({ name, sizeBytes: found.size, usedAt: found.mtimeMs });
    }
    files.sort((a, b) => a.usedAt - b.usedAt);
    let total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { name, sizeBytes } of files) {
      if (total <= bytes) return;
      this.#known?.delete(name);
      await rm(join(this.#folder, name), { force: true });
      total -= sizeBytes;
    }
  }

  async #removeFiles(matches: (name: string) => boolean): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names) if (matches(name)) await rm(join(this.#folder, name), { force: true });
  }
}

/** How many tokens two texts have in common from their beginning. */
export function countShared(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const length = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < length && one[shared] === other[shared]) shared++;
  return shared;
}

/** Conversation ids are hashed, so that a file's name says nothing of what the database holds. */
export function hashSession(sessionId: string): string {
  return hash(sessionId).slice(0, hashLength);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function readTokens(path: string): Promise<Uint32Array | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    const header = new Uint32Array(headerBytes / 4);
    await file.read(header, 0, headerBytes, 0);
    const count = header[2] ?? 0;
    if (size < headerBytes + count * 4) return null;
    const tokens = new Uint32Array(count);
    await file.read(tokens, 0, count * 4, headerBytes);
    return tokens;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
