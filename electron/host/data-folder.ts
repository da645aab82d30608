import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything lies. One folder, so that backing up or removing Conclave is one step. */
export interface DataFolder {
  root: string;
  database: string;
  /** Held by the process that owns the folder. */
  lock: string;
  settings: string;
  /** The access token for the hub, encrypted by the system. */
  hubToken: string;
  userWords: string;
  /** Further word lists, a JSON file each. */
  lists: string;
  models: string;
  /** KV states of conversations that had to leave the engine's memory. */
  states: string;
  /** What was last seen of the models. */
  libraryCache: string;
  /** Predicted and actual memory of earlier loads. */
  fitHistory: string;
  /** How models run best on this machine. */
  tunes: string;
  /** Measured quality of quantization levels. */
  quality: string;
  logs: string;
}

/** `CONCLAVE_HOME`, or the platform's place for application data. */
export function findDataFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): DataFolder {
  const root = environment.CONCLAVE_HOME
    ? resolve(environment.CONCLAVE_HOME)
    : join(platformFolder(environment, platform), 'Conclave');
  return {
    root,
    database: join(root, 'conclave.db'),
    lock: join(root, 'conclave.lock'),
    settings: join(root, 'settings.json'),
    hubToken: join(root, 'hub-token'),
    userWords: join(root, 'words.txt'),
    lists: join(root, 'lists'),
    models: join(root, 'models'),
    states: join(root, 'kv'),
    libraryCache: join(root, 'library.json'),
    fitHistory: join(root, 'fit-history.json'),
    tunes: join(root, 'tunes.json'),
    quality: join(root, 'quality.json'),
    logs: join(root, 'logs'),
  };
}

function platformFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  if (platform === 'win32') return environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
  return environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share');
}
