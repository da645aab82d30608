import type { DownloadsState } from '../../contract/downloads-state.ts';
import type { HubFile } from '../hub/hub.ts';

/** What to download: all files of one offer, at one commit. */
export interface DownloadPlan {
  repositoryId: string;
  revision: string;
  offerKey: string;
  name: string;
  level: string | null;
  licence: string | null;
  files: HubFile[];
}

/** The queue of downloads. It outlives the host: what was begun goes on with the next one in the same data folder. */
export interface Downloads {
  readonly state: DownloadsState;
  /** Each listener is called after each change, for progress at most four times a second. */
  onChange(listener: (state: DownloadsState) => void): void;
  /** Called when all files of a download lie in the models folder; gives the id of the model that they became. */
  onInstalled(listener: (folder: string, downloadId: string) => Promise<string | null>): void;
  /** The id of the download, old or new. Throws `diskFull` for a plan that the disk could never hold. */
  add(plan: DownloadPlan): string;
  /** Throws `notFound`, as all below. */
  pause(id: string): void;
  resume(id: string): void;
  cancel(id: string, keepPartial: boolean): Promise<void>;
  move(id: string, index: number): void;
  clearDone(): void;
  /** The download of this offer, unless it is done. */
  find(repositoryId: string, offerKey: string): string | null;
  /** Takes over what the settings say of downloads, at once. */
  updateLimits(): void;
  /** Drops all connections and goes on with new ones: after the machine slept, or the network changed. */
  wake(): void;
  /** Stops at once; everything on the disk is kept. */
  close(): Promise<void>;
}
