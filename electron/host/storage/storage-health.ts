import { AppError } from '../../../models/app-error.ts';
import type { Notices } from '../notices.ts';
import { describeStorageError, isStorageError } from './storage-error.ts';

const noticeKey = 'storage';

/** Knows whether the disk takes what we write, and tells the user when that changes. */
export class StorageHealth {
  readonly #notices: Notices;
  #failing = false;

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /**
   * Does a write that the user waits for.
   * @throws AppError `storageUnavailable` when the disk refuses it; nothing was written then.
   */
  require<T>(write: () => T): T {
    try {
      const result = write();
      this.#recover();
      return result;
    } catch (error) {
      if (!isStorageError(error)) throw error;
      this.#fail(error);
      throw new AppError('storageUnavailable', describeStorageError(error), { cause: error });
    }
  }

  /** Does a write in the background. False when the disk refuses it: keep the data and try again later. */
  attempt(write: () => void): boolean {
    try {
      write();
      this.#recover();
      return true;
    } catch (error) {
      if (!isStorageError(error)) throw error;
      this.#fail(error);
      return false;
    }
  }

  #fail(error: unknown): void {
    this.#failing = true;
    this.#notices.set({ key: noticeKey, severity: 'error', message: describeStorageError(error) });
  }

  #recover(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#notices.remove(noticeKey);
  }
}
