import type { AppInfo } from '../contract/app-state.ts';
import type { ChatContext } from './chat/chat-context.ts';
import type { Desktop } from './desktop.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { Hub } from './hub/hub.ts';
import type { EngineJobs } from './engine-jobs/engine-jobs.ts';
import type { QualityRecords } from './engine-jobs/quality-records.ts';
import type { TuneRecords } from './engine-jobs/tune-records.ts';
import type { DroppedModels } from './library/dropped-models.ts';
import type { LibraryTasks } from './library/library-tasks.ts';
import type { LibraryThread } from './library/library-thread.ts';
import type { FitHistory } from './library/fit-history.ts';
import type { ModelLibrary } from './library/model-library.ts';
import type { Notices } from './notices.ts';

/** Everything the use cases work with. */
export interface HostContext extends ChatContext {
  info: AppInfo;
  notices: Notices;
  library: ModelLibrary;
  /** What earlier loads took, against what was predicted. */
  fitHistory: FitHistory;
  /** Tunes and measurements: work of the engine that is no reply. */
  jobs: EngineJobs;
  tunes: TuneRecords;
  quality: QualityRecords;
  hub: Hub;
  downloads: Downloads;
  /** The thread that reads and hashes model files. */
  thread: LibraryThread;
  /** Copies and verifications under way. */
  tasks: LibraryTasks;
  /** What was dropped on the window. */
  dropped: DroppedModels;
  modelsFolder: string;
  /** A home folder in place of the user's; null for that. */
  homeFolder: string | null;
  /** Null in the web shell. */
  desktop: Desktop | null;
}
