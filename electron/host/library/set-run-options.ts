import { applyChoices } from '../../../models/apply-choices.ts';
import { defaultRunOptions, type RunOptionsPatch } from '../../../models/run-options.ts';
import type { HostContext } from '../host-context.ts';
import { loadInBackground } from './choose-model.ts';

/** Changes how a model is run; the selected one is loaded anew once its replies have ended. @throws AppError `notFound` */
export function setRunOptions(context: HostContext, modelId: string, patch: RunOptionsPatch): void {
  const { id } = context.library.get(modelId);
  const { [id]: before = defaultRunOptions, ...others } = context.settings.current.runOptions;
  const next = applyChoices(before, patch);
  const isDefault = Object.values(next).every((value) => value === null);
  context.settings.updateLibrary({ runOptions: isDefault ? others : { ...others, [id]: next } });
  const counts = id === context.library.selected.id && context.loader.state.status !== 'none';
  // Otherwise the next reply loads it.
  if (counts && !context.replies.anyRunning) loadInBackground(context);
}
