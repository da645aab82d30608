import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../../models/settings.ts';
import { createHost, type Host } from '../../electron/host/create-host.ts';
import { findDataFolder, type DataFolder } from '../../electron/host/data-folder.ts';
import type { EngineProcess } from '../../electron/host/engine/engine-process.ts';
import type { EngineRequest } from '../../electron/host/engine/engine-protocol.ts';
import { startForkedEngine } from '../../electron/host/engine/fork-engine-process.ts';
import { MemorySecretStore } from '../../electron/host/hub/memory-secret-store.ts';
import {
  compileWorkerPath,
  downloadWorkerPath,
  embeddedModelPath,
  engineEntryPath,
  libraryWorkerPath,
} from '../fixtures/project-paths.ts';
import { SlowProcess } from '../fixtures/slow-process.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';

export interface TestHostOptions {
  /** An existing folder to work in; otherwise a fresh one that `close` removes. */
  root?: string;
  settings?: Partial<Settings>;
  /** The user's own word list, before the host starts. */
  words?: string;
  /** Changes the folder before the host opens it. */
  prepare?: (folder: DataFolder) => void;
  downloadStallMs?: number;
  /** Lets tests change the device, which stays the CPU otherwise. */
  anyDevice?: boolean;
  /** Another program in the place of the engine. */
  engineEntryPath?: string;
}

/** A real host with a real engine process and the embedded model, in a folder of its own. */
export interface TestHost extends Host {
  folder: DataFolder;
  /** The engine process that runs now. */
  engineProcess(): SlowProcess;
  /** Everything that was ever sent to an engine process, as it was sent. */
  engineRequests: readonly EngineRequest[];
}

/** One thread and greedy sampling: every run says the same. */
const testSettings = { threads: 1, device: 'cpu', sampling: { temperature: 0 } };

export function startTestHost(options: TestHostOptions = {}): TestHost {
  const temporary = options.root === undefined ? makeTemporaryFolder() : null;
  const folder = findDataFolder({ CONCLAVE_HOME: options.root ?? temporary!.path });
  if (temporary) writeInto(folder.settings, JSON.stringify({ ...testSettings, ...options.settings }));
  if (options.words !== undefined) writeInto(folder.userWords, options.words);
  options.prepare?.(folder);
  const processes: EngineProcess[] = [];
  const engineRequests: EngineRequest[] = [];
  const startEngineProcess = startForkedEngine(options.engineEntryPath ?? engineEntryPath);
  const host = createHost({
    folder,
    version: '0.0.0-test',
    shell: 'web',
    embeddedModelPath,
    compileWorkerPath,
    downloadWorkerPath,
    ...(options.downloadStallMs === undefined ? {} : { downloadStallMs: options.downloadStallMs }),
    libraryWorkerPath,
    homeFolder: join(folder.root, 'home'),
    startEngineProcess: (events) => {
      const started = startEngineProcess(events);
      processes.push(started);
      return {
        pid: started.pid,
        send: (request) => {
          engineRequests.push(structuredClone(request));
          started.send(request);
        },
        kill: () => started.kill(),
      };
    },
    secretStore: new MemorySecretStore(),
    // A folder that cannot be written holds no settings, and the runs must still be alike.
    settingsOverride: { threads: 1, ...(options.anyDevice ? {} : { device: 'cpu' }), sampling: { temperature: 0 } },
  });
  return {
    ...host,
    folder,
    engineRequests,
    engineProcess: () => new SlowProcess(processes.at(-1)!.pid!),
    close: async () => {
      await host.close();
      temporary?.remove();
    },
  };
}

function writeInto(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
