import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { loadInBackground } from './choose-model.ts';
import { deleteFiles } from './delete-files.ts';
import { embeddedModelId, type LibraryModel } from './describe-model.ts';

/** Takes an opened file out of the list; the file stays. @throws AppError `notFound`, `unsupported` */
export async function forgetModel(context: HostContext, modelId: string): Promise<void> {
  const model = context.library.get(modelId);
  if (model.origin !== 'file') {
    throw new AppError('unsupported', 'Only files you opened can be taken out of the list.');
  }
  const openedModelPaths = context.settings.current.openedModelPaths.filter((path) => path !== model.path);
  context.settings.updateLibrary({ openedModelPaths });
  await context.library.refresh();
}

/** Gives a model a name of the user's own; an empty one brings the first back. @throws AppError `notFound` */
export function renameModel(context: HostContext, modelId: string, name: string): void {
  const { id } = context.library.get(modelId);
  const { [id]: _before, ...others } = context.settings.current.modelNames;
  const trimmed = name.trim();
  context.settings.updateLibrary({ modelNames: trimmed === '' ? others : { ...others, [id]: trimmed } });
  context.library.update();
}

/** @throws AppError `notFound`; `unsupported` where there is no file manager */
export function revealModel(context: HostContext, modelId: string): void {
  const model = context.library.get(modelId);
  if (!context.desktop) throw new AppError('unsupported', 'There is no file manager here to show the file in.');
  if (model.files.length === 0) throw new AppError('modelMissing', `${model.fileName} is not there any more.`);
  context.desktop.revealFile(model.files[0]!.path);
}

/**
 * Deletes the files of a model in Conclave's own folder, out of the engine's memory first.
 * @throws AppError `notFound`; `unsupported` for files elsewhere; `busy` while it writes a reply; `storageUnavailable`
 */
export async function deleteModel(context: HostContext, modelId: string): Promise<{ freedBytes: number }> {
  const { library, loader, settings, tasks } = context;
  const model = library.get(modelId);
  if (!model.canDelete) {
    throw new AppError('unsupported', 'Only models in Conclave’s own folder can be deleted here.');
  }
  const inMemory = 'modelId' in loader.state && loader.state.modelId === modelId;
  const isSelected = library.selected.id === modelId;
  if ((inMemory || isSelected) && context.replies.anyRunning) {
    throw new AppError('busy', 'The model is writing a reply. Wait for it or stop it first.');
  }
  tasks.dismissOf(modelId);
  await context.jobs.endOf(modelId);
  if (isSelected) settings.selectModel(embeddedModelId);
  if (inMemory && loader.state.status !== 'failed') await loader.unload();
  try {
    return { freedBytes: await deleteFiles(context.modelsFolder, model.files) };
  } finally {
    forgetChoices(context, model);
    await library.refresh();
    if (isSelected) loadInBackground(context);
  }
}

/** Its name, and how it was to be run. */
function forgetChoices({ settings }: HostContext, { id }: LibraryModel): void {
  const { [id]: name, ...modelNames } = settings.current.modelNames;
  const { [id]: options, ...runOptions } = settings.current.runOptions;
  if (name !== undefined || options !== undefined) settings.updateLibrary({ modelNames, runOptions });
}
