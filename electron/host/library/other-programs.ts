import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Where other programs keep their models, most usual first; not all of them need to be there. */
export interface ProgramFolders {
  lmStudio: string[];
  ollama: string[];
  /** Jan's data folders, which hold more than models. */
  jan: string[];
}

const lmStudioSettingsSchema = z.object({ downloadsFolder: z.string().min(1) });

/** Finds the folders below a home folder; one that is given stands for a machine of its own. */
export async function findProgramFolders(givenHome: string | null): Promise<ProgramFolders> {
  const home = givenHome ?? homedir();
  const environment = givenHome === null ? process.env : {};
  const chosen = await readDownloadsFolder(join(home, '.lmstudio', 'settings.json'));
  const lmStudio = [join(home, '.lmstudio', 'models'), join(home, '.cache', 'lm-studio', 'models')];
  const ollama = environment.OLLAMA_MODELS ? [environment.OLLAMA_MODELS] : [join(home, '.ollama', 'models')];
  // Where Ollama runs as a service of the system, it has a home of its own.
  if (givenHome === null && process.platform === 'linux') ollama.push('/usr/share/ollama/.ollama/models');
  const jan = [
    join(home, '.local', 'share', 'Jan', 'data'),
    join(home, 'Library', 'Application Support', 'Jan', 'data'),
    join(environment.APPDATA ?? join(home, 'AppData', 'Roaming'), 'Jan', 'data'),
  ];
  return { lmStudio: chosen === null ? lmStudio : [...new Set([chosen, ...lmStudio])], ollama, jan };
}

/** The folder that LM Studio's user chose for models. */
async function readDownloadsFolder(settingsPath: string): Promise<string | null> {
  try {
    return lmStudioSettingsSchema.parse(JSON.parse(await readFile(settingsPath, 'utf8'))).downloadsFolder;
  } catch {
    return null;
  }
}
