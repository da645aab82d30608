import { stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { readPath } from './find-importable.ts';
import { identifyPlace } from './scan-places.ts';

/** Lists the models of another program, or no longer. @throws AppError `notFound` */
export async function enablePlace(context: HostContext, placeId: string, enabled: boolean): Promise<void> {
  const { library, settings } = context;
  const { otherPrograms } = settings.current;
  const kind = (['lmStudio', 'ollama', 'jan'] as const).find((candidate) => candidate === placeId);
  if (!kind) throw new AppError('notFound', 'There is no such program here.');
  settings.updateLibrary({ otherPrograms: { ...otherPrograms, [kind]: enabled } });
  await library.refresh();
}

/**
 * Watches a folder of the user, or the one that he chooses in the system's dialog for a null path.
 * @throws AppError `badInput` for what is no folder; `unsupported` where there is no dialog
 */
export async function addFolder(context: HostContext, path: string | null): Promise<void> {
  const folder = path === null ? await pickFolder(context) : readPath(path, context.homeFolder);
  if (folder === null) return;
  const facts = await stat(folder).catch(() => null);
  const name = basename(folder) || folder;
  if (!facts)
    throw new AppError('badInput', `The folder ${name} is not there, or may not be read. Choose another one.`);
  if (!facts.isDirectory())
    throw new AppError('badInput', `This is a file and no folder: ${name}. Choose the folder that it lies in.`);
  if (`${folder}${sep}`.startsWith(`${context.modelsFolder}${sep}`)) {
    throw new AppError('badInput', 'This is Conclave’s own folder, which is listed already. Choose another one.');
  }
  const { watchedFolders } = context.settings.current;
  if (!watchedFolders.includes(folder)) {
    context.settings.updateLibrary({ watchedFolders: [...watchedFolders, folder] });
  }
  await context.library.refresh();
}

/** Watches a folder no longer; its files stay. @throws AppError `notFound` */
export async function removeFolder(context: HostContext, placeId: string): Promise<void> {
  const { watchedFolders } = context.settings.current;
  const left = watchedFolders.filter((folder) => identifyPlace(folder) !== placeId);
  if (left.length === watchedFolders.length) throw new AppError('notFound', 'This folder is not watched any more.');
  context.settings.updateLibrary({ watchedFolders: left });
  await context.library.refresh();
}

async function pickFolder(context: HostContext): Promise<string | null> {
  if (!context.desktop) {
    throw new AppError('unsupported', 'There is no file dialog here. Give the path of the folder instead.');
  }
  return context.desktop.pickFolder();
}
