import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { readModels } from '../read-app-state.ts';

/**
 * Takes a model as the one to talk to. It loads at once, or after the reply that is being written; a load that fails
 * shows in the models' state.
 * @throws AppError `notFound`
 */
export function selectModel(context: HostContext, modelId: string): void {
  context.library.get(modelId);
  context.settings.selectModel(modelId);
  context.appWatchers.publish(readModels(context));
  if (!context.replies.anyRunning) loadInBackground(context);
}

/** @throws AppError `unsupported` where there is no file dialog; `badInput` for a file that is no GGUF */
export async function openModelFile(context: HostContext): Promise<{ modelId: string | null }> {
  if (!context.pickModelFile) {
    throw new AppError(
      'unsupported',
      `There is no file dialog here. Put the GGUF file into the folder “models” of ${context.info.dataFolder}.`,
    );
  }
  const path = await context.pickModelFile();
  if (path === null) return { modelId: null };
  const model = context.library.addFile(path);
  selectModel(context, model.id);
  return { modelId: model.id };
}

/** @throws AppError `notFound`, `unsupported` */
export function forgetModel(context: HostContext, modelId: string): void {
  context.library.forget(modelId);
  context.appWatchers.publish(readModels(context));
}

export function refreshModels(context: HostContext): void {
  context.library.refresh();
  context.appWatchers.publish(readModels(context));
}

/** @throws AppError `busy` while a reply is being written */
export async function unloadModel(context: HostContext): Promise<void> {
  if (context.replies.anyRunning) {
    throw new AppError('busy', 'A reply is still being written. Wait for it or stop it first.');
  }
  await context.loader.unload();
}

/** Starts loading the selected model. Its failure is part of the models' state, so nothing is lost here. */
export function loadInBackground(context: HostContext): void {
  context.loader.ensureLoaded().catch((error: unknown) => {
    context.log.warn({
      component: 'library',
      event: 'loadFailed',
      code: error instanceof AppError ? error.code : 'bug',
    });
  });
}
