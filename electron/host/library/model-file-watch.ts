import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type FileChange, ModelFileMark } from '../engine/model-file-mark.ts';

/**
 * Notices that a file of the model in memory changes on the disk. llama.cpp maps it: where it was cut short, reading
 * it ends the engine's process.
 */
export class ModelFileWatch {
  readonly #onChange: (change: FileChange) => void;
  #mark: ModelFileMark | null = null;
  #watchers: FSWatcher[] = [];

  constructor(onChange: (change: FileChange) => void) {
    this.#onChange = onChange;
  }

  /** Watches the files of this model from now on, and no others. */
  start(modelPath: string): void {
    this.stop();
    const mark = new ModelFileMark(modelPath);
    this.#mark = mark;
    const names = new Set(mark.paths.map((path) => basename(path)));
    for (const folder of new Set(mark.paths.map(dirname))) {
      try {
        const watcher = watch(folder, { persistent: false }, (_, name) => {
          if (name !== null && !names.has(name)) return;
          const change = this.#mark === mark ? mark.findChange() : null;
          if (change) this.#onChange(change);
        });
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // No more watches to be had: a change is found before the next reply.
      }
    }
  }

  stop(): void {
    this.#mark = null;
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  /** What happened to the files since; null where nothing did. */
  findChange(): FileChange | null {
    return this.#mark?.findChange() ?? null;
  }
}
