import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import type { DroppedFiles } from '../../contract/models-state.ts';
import type { Notices } from '../notices.ts';
import { findImportable } from './find-importable.ts';

const noticeKey = 'dropped';

/** What was dropped on the window and waits for the user's choice. The page knows names only, never paths. */
export class DroppedModels {
  readonly #notices: Notices;
  #dropped: { dropId: string; paths: string[] } | null = null;
  #listener: () => void = () => {};

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  get state(): DroppedFiles | null {
    return (
      this.#dropped && { dropId: this.#dropped.dropId, fileNames: this.#dropped.paths.map((path) => basename(path)) }
    );
  }

  /** Takes files and folders in place of those before. What is no model is left out, and named when nothing is left. */
  async offer(paths: readonly string[]): Promise<void> {
    const found = await Promise.all(
      paths.map((path) =>
        findImportable(path, null).then(
          () => path,
          (error: unknown) => error,
        ),
      ),
    );
    const usable = found.filter((result) => typeof result === 'string');
    const problem = found.find((result) => result instanceof AppError);
    if (usable.length > 0) this.#notices.remove(noticeKey);
    else if (problem) this.#notices.set({ key: noticeKey, severity: 'warning', message: problem.message });
    this.#set(usable.length > 0 ? { dropId: randomUUID(), paths: usable } : null);
  }

  /** Hands the paths out, once. @throws AppError `notFound` for a drop that was replaced or taken */
  take(dropId: string): string[] {
    if (this.#dropped?.dropId !== dropId) {
      throw new AppError('notFound', 'These files are not waiting any more. Drop them again.');
    }
    const { paths } = this.#dropped;
    this.#set(null);
    return paths;
  }

  #set(dropped: { dropId: string; paths: string[] } | null): void {
    this.#dropped = dropped;
    this.#listener();
  }
}
