import { sep } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import { nameFound } from './describe-model.ts';
import { type FoundModel, stampFiles } from './found-model.ts';
import type { LibraryCache } from './library-cache.ts';
import type { LibraryThread } from './library-thread.ts';
import { describeUnreadable } from './model-facts.ts';

/** Reads the headers that the cache does not know, in the library's thread. */
export class ModelInspector {
  readonly #cache: LibraryCache;
  readonly #thread: LibraryThread;
  readonly #onRead: () => void;
  readonly #running = new Map<string, Promise<void>>();
  #readsAll = false;
  #closed = false;

  /** `onRead` is called after each model whose header was read. */
  constructor(cache: LibraryCache, thread: LibraryThread, onRead: () => void) {
    this.#cache = cache;
    this.#thread = thread;
    this.#onRead = onRead;
  }

  /** Reads the headers of one model, unless they are known. It never fails: what is wrong is part of the facts. */
  inspect(found: FoundModel): Promise<void> {
    const key = `${found.id} ${stampFiles(found)}`;
    const running = this.#running.get(key);
    if (running) return running;
    if (this.#closed || !this.#isUnknown(found)) return Promise.resolve();
    const inspection = this.#read(found).finally(() => this.#running.delete(key));
    this.#running.set(key, inspection);
    return inspection;
  }

  /** Reads the unknown headers of a list, one after another; the list may change meanwhile. */
  async inspectAll(list: () => readonly FoundModel[]): Promise<void> {
    if (this.#readsAll) return;
    this.#readsAll = true;
    const findNext = () => (this.#closed ? undefined : list().find((found) => this.#isUnknown(found)));
    for (let next = findNext(); next; next = findNext()) await this.inspect(next);
    this.#readsAll = false;
  }

  close(): void {
    this.#closed = true;
  }

  #isUnknown(found: FoundModel): boolean {
    return found.files.length > 0 && !this.#cache.find(found.id, stampFiles(found))?.facts;
  }

  async #read(found: FoundModel): Promise<void> {
    const stamp = stampFiles(found);
    const names = nameFound(found);
    try {
      const files = listNamedFiles(found);
      this.#cache.set(found.id, stamp, { facts: await this.#thread.run('inspect', { files, names }) });
    } catch {
      // The thread ended, such as for want of memory: the file is not tried again until it changes.
      if (this.#closed) return;
      const message = `${names.name} could not be read. Check the file, or choose another one.`;
      this.#cache.set(found.id, stamp, { facts: describeUnreadable(new AppError('modelBroken', message), names) });
    }
    if (!this.#closed) this.#onRead();
  }
}

/** The files of a model with what sentences call them: their names, or the model's where a name is only a hash. */
export function listNamedFiles<File extends { path: string }>(model: {
  origin: FoundModel['origin'];
  name: string;
  files: readonly File[];
}): (File & { name: string })[] {
  return model.files.map((file) => ({
    ...file,
    name: model.origin === 'ollama' ? model.name : file.path.slice(file.path.lastIndexOf(sep) + 1),
  }));
}
