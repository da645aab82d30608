import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The KV states that engine processes keep on the disk. The engine deletes what it is told to forget; this does so
 * where no engine runs, and for what an earlier run of the app left. Names begin with the hash of a conversation's id.
 */
export class SavedStates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Deletes the states of a conversation. */
  forget(conversationId: string): void {
    const prefix = hash(conversationId);
    this.#remove((name) => name.startsWith(prefix));
  }

  /** Deletes the states of all conversations but these. */
  keepOnly(conversationIds: readonly string[]): void {
    const kept = new Set(conversationIds.map(hash));
    this.#remove((name) => !kept.has(name.slice(0, hashLength)));
  }

  #remove(matches: (name: string) => boolean): void {
    let names: string[];
    try {
      names = readdirSync(this.#folder);
    } catch {
      // Nothing was ever saved.
      return;
    }
    for (const name of names) if (matches(name)) rmSync(join(this.#folder, name), { force: true });
  }
}

const hashLength = 32;

/** As the engine names its files. */
function hash(conversationId: string): string {
  return createHash('sha256').update(conversationId).digest('hex').slice(0, hashLength);
}
