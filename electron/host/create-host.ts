import { mkdirSync } from 'node:fs';
import type { WordList } from '../../models/filter/word-list.ts';
import { type Settings, type SettingsPatch, visibleSettingsSchema } from '../../models/settings.ts';
import type { AppInfo } from '../contract/app-state.ts';
import { AppWatchers } from './app-watchers.ts';
import { ChatWatchers } from './chat/chat-watchers.ts';
import { recoverReplies } from './chat/recover-replies.ts';
import { Replies } from './chat/replies.ts';
import { SavedStates } from './chat/saved-states.ts';
import type { DataFolder } from './data-folder.ts';
import type { Desktop } from './desktop.ts';
import { DownloadQueue } from './downloads/download-queue.ts';
import { EngineJobs } from './engine-jobs/engine-jobs.ts';
import { QualityRecords } from './engine-jobs/quality-records.ts';
import { findTune } from './engine-jobs/tune-model.ts';
import { TuneRecords } from './engine-jobs/tune-records.ts';
import type { StartEngineProcess } from './engine/engine-process.ts';
import { Supervisor } from './engine/supervisor.ts';
import { GateLists } from './filter/gate-lists.ts';
import type { HostContext } from './host-context.ts';
import { HubClient } from './hub/hub-client.ts';
import type { SecretStore } from './hub/secret-store.ts';
import { loadInBackground } from './library/choose-model.ts';
import { removeUnfinishedCopies } from './library/copy-model.ts';
import { DroppedModels } from './library/dropped-models.ts';
import { FitHistory } from './library/fit-history.ts';
import { IdleUnload } from './library/idle-unload.ts';
import { LibraryTasks } from './library/library-tasks.ts';
import { LibraryThread } from './library/library-thread.ts';
import { ModelLibrary } from './library/model-library.ts';
import { ModelLoader } from './library/model-loader.ts';
import { takeUpDownload } from './library/take-up-download.ts';
import { openLog } from './log.ts';
import { Notices } from './notices.ts';
import { readLibrary, readModels } from './read-app-state.ts';
import { SettingsFile } from './settings/settings-file.ts';
import { ConversationStore } from './storage/conversation-store.ts';
import { takeOwnership } from './storage/folder-ownership.ts';
import { openDatabase } from './storage/open-database.ts';
import { RestartCounter } from './storage/restart-counter.ts';
import { RetryingWrites } from './storage/retrying-writes.ts';
import { StorageHealth } from './storage/storage-health.ts';

export interface HostOptions {
  folder: DataFolder;
  version: string;
  shell: AppInfo['shell'];
  embeddedModelPath: string;
  startEngineProcess: StartEngineProcess;
  /** The script that long word lists are compiled by. */
  compileWorkerPath: string;
  /** The script of the threads that move and hash the bytes of downloads. */
  downloadWorkerPath: string;
  /** How long a connection of a download may stay without a byte; 30 s when left out. */
  downloadStallMs?: number;
  /** The script of the thread that reads and hashes model files. */
  libraryWorkerPath: string;
  desktop?: Desktop;
  /** A home folder in place of the user's, to look for other programs' models in. */
  homeFolder?: string;
  /** Keeps the access token for the hub. */
  secretStore: SecretStore;
  /** Word lists, settings and a model for this run only. */
  extraLists?: WordList[];
  settingsOverride?: SettingsPatch;
  modelPath?: string;
}

export interface Host {
  context: HostContext;
  /** Ends replies and engine, and saves what is not saved. */
  close(): Promise<void>;
}

/** Puts the application together. It runs from here on, with or without a page. */
export function createHost(options: HostOptions): Host {
  const { folder } = options;
  const notices = new Notices();
  const health = new StorageHealth(notices);
  const log = openLog(folder.logs);
  const opened = openDatabase(folder.database);
  if (opened.problem) notices.set({ key: 'database', severity: 'error', message: opened.problem });
  const store = new ConversationStore(opened.database);
  const savedStates = new SavedStates(folder.states);
  const ownership = takeOwnership(folder.lock);
  if (ownership.owner) {
    health.attempt(() => recoverReplies(store));
    void removeUnfinishedCopies(folder.models);
    health.attempt(() => {
      const open = store.listConversations().filter(({ restart }) => restart === null);
      savedStates.keepOnly(open.map(({ id }) => id));
    });
  }
  health.attempt(() => mkdirSync(folder.models, { recursive: true }));
  const settings = new SettingsFile(folder.settings, notices, health, options.settingsOverride);
  const engine = new Supervisor({ startProcess: options.startEngineProcess, log });
  const thread = new LibraryThread(options.libraryWorkerPath);
  const library = new ModelLibrary({
    ...options,
    folder: folder.models,
    cachePath: folder.libraryCache,
    settings,
    thread,
  });
  const hub = new HubClient(settings, options.secretStore);
  const downloads = new DownloadQueue({
    modelsFolder: folder.models,
    workerPath: options.downloadWorkerPath,
    owner: ownership.owner,
    hub,
    settings,
    notices,
    log,
    ...(options.downloadStallMs === undefined ? {} : { stallMs: options.downloadStallMs }),
  });
  const fitHistory = new FitHistory(folder.fitHistory);
  const context: HostContext = {
    info: {
      version: options.version,
      shell: options.shell,
      dataFolder: folder.root,
      canOpenModelFile: options.desktop !== undefined,
    },
    desktop: options.desktop ?? null,
    homeFolder: options.homeFolder ?? null,
    modelsFolder: folder.models,
    thread,
    tasks: new LibraryTasks(log),
    dropped: new DroppedModels(notices),
    engine,
    library,
    fitHistory,
    jobs: new EngineJobs(log),
    tunes: new TuneRecords(folder.tunes),
    quality: new QualityRecords(folder.quality),
    loader: new ModelLoader(engine, library, settings, fitHistory, ownership.owner ? folder.states : null, (model) => {
      const tune = findTune({ engine, settings, tunes: context.tunes }, model);
      return tune && !tune.stale ? tune.chosen : null;
    }),
    hub,
    downloads,
    gateLists: new GateLists({ ...options, settings, health, notices }),
    settings,
    store,
    health,
    restarts: new RestartCounter(opened.database),
    writes: new RetryingWrites(health),
    unsavedRestarts: new Map(),
    replies: new Replies({
      limit: () => context.loader.parallelChats,
      needsLoad: () => context.loader.needsLoad,
      isWatched: (conversationId) => context.chatWatchers.isWatched(conversationId),
    }),
    savedStates,
    chatWatchers: new ChatWatchers(),
    appWatchers: new AppWatchers(),
    notices,
    log,
  };
  const idleUnload = new IdleUnload(context);
  publishChanges(context, idleUnload);
  loadInBackground(context);
  log.info({ component: 'host', event: 'started', version: options.version, shell: options.shell });
  return {
    context,
    close: async () => {
      idleUnload.disarm();
      await closeHost(context);
      opened.close();
      ownership.release();
    },
  };
}

function publishChanges(context: HostContext, idleUnload: IdleUnload): void {
  const { appWatchers, downloads, dropped, engine, hub, jobs, library, loader, notices, replies, settings, tasks } =
    context;
  let { idleUnloadMinutes } = settings.current;
  engine.onState((state) => appWatchers.publish({ type: 'engine', engine: state }));
  loader.onChange(() => {
    appWatchers.publish(readModels(context));
    // Whoever waits for a model goes first.
    if (loader.state.status === 'loading') jobs.giveWay('It ended early because a model was needed. Start it again.');
    if (loader.state.status !== 'loaded') return;
    replies.startWaiting();
    idleUnload.arm();
  });
  loader.onFileChange((message) => replies.interruptGenerating({ code: 'modelBroken', message, details: [] }));
  context.chatWatchers.onView((conversationId) => replies.prioritize(conversationId));
  library.onChange(() => {
    appWatchers.publish(readModels(context));
    appWatchers.publish(readLibrary(context));
  });
  jobs.onChange(() => appWatchers.publish({ type: 'engineJob', engineJob: jobs.state }));
  for (const part of [tasks, dropped]) part.onChange(() => appWatchers.publish(readLibrary(context)));
  notices.onChange(() => appWatchers.publish({ type: 'notices', notices: notices.list() }));
  downloads.onChange((state) => appWatchers.publish({ type: 'downloads', downloads: state }));
  downloads.onInstalled((installedFolder) => takeUpDownload(library, installedFolder));
  hub.onAccess((hubAccess) => appWatchers.publish({ type: 'hubAccess', hubAccess }));
  settings.onChange((current: Settings) => {
    appWatchers.publish({ type: 'settings', settings: visibleSettingsSchema.parse(current) });
    if (current.idleUnloadMinutes !== idleUnloadMinutes) idleUnload.arm();
    ({ idleUnloadMinutes } = current);
    // Another endpoint may have no token.
    appWatchers.publish({ type: 'hubAccess', hubAccess: hub.access });
    downloads.updateLimits();
  });
}

async function closeHost(context: HostContext): Promise<void> {
  for (const reply of context.replies.all()) {
    reply.interrupt({
      code: 'appEnded',
      message: 'Conclave was closed while this reply was being written.',
      details: [],
    });
  }
  await context.engine.stop();
  await context.jobs.close();
  await context.replies.settle();
  await context.downloads.close();
  await context.tasks.close();
  await context.library.close();
  await context.fitHistory.close();
  await context.tunes.close();
  await context.quality.close();
  await context.thread.close();
  context.writes.close();
  context.chatWatchers.close();
  context.appWatchers.close();
  context.log.info({ component: 'host', event: 'stopped' });
}
