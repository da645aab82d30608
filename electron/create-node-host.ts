import { readFileSync } from 'node:fs';
import { findAppPaths } from './app-paths.ts';
import { createHost, type Host, type HostOptions } from './host/create-host.ts';
import { findDataFolder } from './host/data-folder.ts';
import { startForkedEngine } from './host/engine/fork-engine-process.ts';
import { readEnvironmentToken } from './host/hub/hub-token.ts';
import { MemorySecretStore } from './host/hub/memory-secret-store.ts';

/** The host in plain Node, its engine a forked process: for the web shell and for headless use. */
export function createNodeHost(
  mainFolder: string,
  options: Pick<HostOptions, 'extraLists' | 'settingsOverride' | 'modelPath'> = {},
): Host {
  const paths = findAppPaths(mainFolder, null);
  const { version } = JSON.parse(readFileSync(paths.manifest, 'utf8')) as { version: string };
  return createHost({
    ...options,
    folder: findDataFolder(),
    version,
    shell: 'web',
    embeddedModelPath: paths.embeddedModel,
    compileWorkerPath: paths.compileWorker,
    downloadWorkerPath: paths.downloadWorker,
    libraryWorkerPath: paths.libraryWorker,
    startEngineProcess: startForkedEngine(paths.engineEntry),
    // Plain Node has no secret store: a token lasts as long as the process, or comes from the environment.
    secretStore: new MemorySecretStore(readEnvironmentToken(process.env)),
  });
}
