import { rm } from 'node:fs/promises';
import { type DownloadRecord, partialPaths } from './download-record.ts';
import type { DownloadPlan } from './downloads.ts';

/** Whether a download is this offer's, at whatever commit. */
export function isOffer({ plan }: DownloadRecord, offer: { repositoryId: string; offerKey: string }): boolean {
  return plan.repositoryId === offer.repositoryId && plan.offerKey === offer.offerKey;
}

/** Partial files of cancelled downloads, which wait to be asked for again. */
export class KeptPartials {
  readonly #folder: string;
  readonly #records = new Map<string, DownloadRecord>();

  constructor(partialFolder: string) {
    this.#folder = partialFolder;
  }

  add(record: DownloadRecord): void {
    this.#records.set(record.id, record);
  }

  /** What is there of a plan, to go on with. Parts of files that the repository no longer has are deleted. */
  take(plan: DownloadPlan): DownloadRecord | null {
    const same = [...this.#records.values()].find((record) => isOffer(record, plan));
    if (!same) return null;
    this.#records.delete(same.id);
    if (plan.files.every(({ sha256 }) => sha256 !== null) && listHashes(same.plan.files) === listHashes(plan.files)) {
      return { ...same, plan, status: 'active', problem: null };
    }
    void rm(partialPaths(this.#folder, same.id).folder, { recursive: true, force: true, maxRetries: 3 });
    return null;
  }
}

function listHashes(files: DownloadPlan['files']): string {
  return JSON.stringify(files.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
}
