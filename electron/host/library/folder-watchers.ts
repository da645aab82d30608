import { type FSWatcher, watch } from 'node:fs';

const quietMs = 300;
/** A file that is being copied changes all the time; it is looked at now and then nevertheless. */
const longestWaitMs = 2_000;
/** Linux gives each user a limited number of watches, for all programs together. */
const maxWatches = 256;

/** Tells when something changes in folders: GGUF files, and the folders and notes around them. */
export class FolderWatchers {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #quietTimer: NodeJS.Timeout | null = null;
  #firstChangeAt = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Watches these folders, each by itself, and no longer any other. */
  watch(folders: readonly string[]): void {
    const wanted = new Set(folders.slice(0, maxWatches));
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    const begun = [...wanted].filter((folder) => !this.#watchers.has(folder) && this.#start(folder));
    // What came between the look that found a folder and its watch is seen by another look.
    if (begun.length > 0) this.#noticeChange();
  }

  close(): void {
    if (this.#quietTimer) clearTimeout(this.#quietTimer);
    this.watch([]);
  }

  /** False where it cannot be watched. */
  #start(folder: string): boolean {
    try {
      const watcher = watch(folder, { persistent: false });
      watcher.on('change', (event, name) => {
        if (isTelling(event, name)) this.#noticeChange();
      });
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#noticeChange();
      });
      this.#watchers.set(folder, watcher);
      return true;
    } catch {
      // No more watches, or a folder that has gone: a refresh still finds what changes there.
      return false;
    }
  }

  #noticeChange(): void {
    const now = performance.now();
    if (this.#quietTimer) clearTimeout(this.#quietTimer);
    else this.#firstChangeAt = now;
    const delayMs = Math.max(0, Math.min(quietMs, this.#firstChangeAt + longestWaitMs - now));
    this.#quietTimer = setTimeout(() => {
      this.#quietTimer = null;
      this.#onChange();
    }, delayMs).unref();
  }
}

/** Whether a change can matter: content of GGUF files does, and whatever comes and goes, but for unfinished files. */
function isTelling(event: string, name: string | Buffer | null): boolean {
  const fileName = name?.toString() ?? '';
  if (fileName.startsWith('.') || fileName.endsWith('.partial')) return false;
  return event === 'rename' || fileName === '' || /\.(gguf|json|yml)$/i.test(fileName);
}
