import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { type WordListHead, wordListHeadSchema } from '../../../models/filter/word-list.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Notices } from '../notices.ts';

/** The user's own list: always there, one plain text file that any editor can change. */
export const userListId = 'user';

/** A list as it is kept: its head and its text, one word or phrase a line. */
export interface KeptList extends WordListHead {
  id: string;
  text: string;
}

const fileSchema = wordListHeadSchema.extend({ text: z.string() });
const userHead: WordListHead = { name: 'Your own words', category: 'own', language: null, severity: null };

/** The lists that the user keeps: `words.txt`, and one JSON file for each further list. */
export class WordListFiles {
  readonly #folder: Pick<DataFolder, 'userWords' | 'lists'>;

  constructor(folder: Pick<DataFolder, 'userWords' | 'lists'>) {
    this.#folder = folder;
  }

  /** All lists, the user's own first. A file that cannot be used is set aside and named. */
  read(notices: Notices): KeptList[] {
    return [{ id: userListId, ...userHead, text: readText(this.#folder.userWords) }, ...this.#readFolder(notices)];
  }

  /** An id for a list that is new. */
  createId(): string {
    return randomUUID();
  }

  /** Throws the system's error when the disk refuses it. */
  write({ id, ...list }: KeptList): void {
    const path = this.#pathOf(id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, id === userListId ? list.text : `${JSON.stringify(list)}\n`);
  }

  delete(id: string): void {
    rmSync(this.#pathOf(id), { force: true });
  }

  #pathOf(id: string): string {
    return id === userListId ? this.#folder.userWords : join(this.#folder.lists, `${id}.json`);
  }

  #readFolder(notices: Notices): KeptList[] {
    if (!existsSync(this.#folder.lists)) return [];
    const paths = readdirSync(this.#folder.lists)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(this.#folder.lists, name));
    return paths.flatMap((path) => {
      try {
        return [{ id: basename(path, '.json'), ...fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) }];
      } catch {
        setAside(path, notices);
        return [];
      }
    });
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** A list that silently does not count would be a hole in the gate: the user is told, each time. */
function setAside(path: string, notices: Notices): void {
  let outcome = 'Mend or remove it';
  try {
    renameSync(path, `${path}.broken`);
    outcome = `It was set aside as ${basename(path)}.broken; import it again`;
  } catch {
    // It stays where it is.
  }
  const message = `The word list ${basename(path)} cannot be read and does not count. ${outcome}.`;
  notices.set({ key: `list ${basename(path)}`, severity: 'error', message });
}
