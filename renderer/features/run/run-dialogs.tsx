import { useModels } from '../../stores/models-store.ts';
import { useView } from '../../stores/view-store.ts';
import { RunOptionsDialog } from './run-options-dialog.tsx';
import { TuneDialog } from './tune-dialog.tsx';

/** The dialog on how a model runs that is open, if any. */
export function RunDialogs() {
  const dialog = useView((view) => view.runDialog);
  const model = useModels(({ byId }) => (dialog === null ? undefined : byId[dialog.modelId]));
  if (dialog === null || model === undefined) return null;
  return dialog.kind === 'tune' ? <TuneDialog model={model} /> : <RunOptionsDialog model={model} />;
}
