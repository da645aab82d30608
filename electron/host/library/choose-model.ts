import { AppError } from '../../../models/app-error.ts';
import type { HostContext } from '../host-context.ts';
import { readModels } from '../read-app-state.ts';

/**
 * Takes a model as the one to talk to. It loads at once, or after the reply that is being written; a load that fails
 * shows in the models' state.
 * @throws AppError `notFound`; `modelBroken`, `modelMissing` or `unsupported` for a file that cannot be chatted with
 */
export async function selectModel(context: HostContext, modelId: string): Promise<void> {
  const { library, settings } = context;
  const chosenBefore = settings.current.selectedModelId;
  const model = await library.inspected(modelId);
  if (model.refusal) throw new AppError(model.refusal.code, model.refusal.message);
  // Another choice that came while the header was read is the newer one.
  if (settings.current.selectedModelId !== chosenBefore) return;
  settings.selectModel(modelId);
  context.appWatchers.publish(readModels(context));
  if (!context.replies.anyRunning) loadInBackground(context);
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
