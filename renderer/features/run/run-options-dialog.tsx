import { RotateCcw } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Model, ModelDetails } from '../../../electron/contract/models-state.ts';
import { defaultRunOptions } from '../../../models/run-options.ts';
import type { RunOptions } from '../../../models/run-options.ts';
import { host } from '../../host/connect.ts';
import { describeFailure } from '../../host/describe-failure.ts';
import { t } from '../../i18n/translate.ts';
import { useModels } from '../../stores/models-store.ts';
import { showRunDialog } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { useModelDetails } from '../../ui/use-model-details.ts';
import { PlanCost } from './plan-cost.tsx';
import { RunDialogFrame } from './run-dialog-frame.tsx';
import { RunOptionFields } from './run-option-fields.tsx';
import { useAutomaticPlan, useRunPlan } from './use-run-plan.ts';

/** How one model is run, and what that costs on this machine, before it is loaded so. */
export function RunOptionsDialog({ model }: { model: Model }) {
  const { value: details, problem } = useModelDetails(model.id);
  const [draft, setDraft] = useState<RunOptions | null>(null);
  // What is typed here outlasts a change from elsewhere.
  useEffect(() => setDraft((before) => before ?? details?.runOptions ?? null), [details]);
  return (
    <RunDialogFrame title={t('run.title')} model={model} testId="run-dialog" wide>
      {details === null || draft === null ? (
        <p role={problem === null ? 'status' : 'alert'} className="p-5 text-sm text-ink-soft">
          {problem ?? t('plan.reading')}
        </p>
      ) : (
        <Editor model={model} details={details} draft={draft} onDraft={setDraft} />
      )}
    </RunDialogFrame>
  );
}

interface EditorProps {
  model: Model;
  details: ModelDetails;
  draft: RunOptions;
  onDraft(draft: RunOptions): void;
}

function Editor({ model, details, draft, onDraft }: EditorProps) {
  const view = useRunPlan(model.id, draft);
  const automatic = useAutomaticPlan(model.id);
  const tuned = details.tune !== null && !details.tune.stale;
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto md:flex md:overflow-hidden">
        <div className="min-w-0 flex-1 px-5 md:overflow-y-auto">
          {tuned && <p className="pt-3.5 text-[13px] text-ink-soft">{t('run.tuned')}</p>}
          <RunOptionFields
            model={model}
            options={draft}
            details={details}
            plan={view.plan ?? automatic}
            onChange={(patch) => onDraft({ ...draft, ...patch })}
          />
        </div>
        <aside className="shrink-0 border-t border-line bg-sunken px-5 py-4 md:w-72 md:overflow-y-auto md:border-s md:border-t-0">
          <PlanCost view={view} automatic={automatic} />
        </aside>
      </div>
      <Footer model={model} saved={details.runOptions} draft={draft} onDraft={onDraft} />
    </>
  );
}

function Footer({ model, saved, draft, onDraft }: Omit<EditorProps, 'details'> & { saved: RunOptions }) {
  const selected = useModels(({ selectedId }) => selectedId === model.id);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const apply = (): void => {
    setBusy(true);
    host.models.setRunOptions({ modelId: model.id, options: draft }).then(
      () => showRunDialog(null),
      (error: unknown) => {
        setProblem(describeFailure(error));
        setBusy(false);
      },
    );
  };
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-5 py-3.5">
      <Button
        look="quiet"
        className="-ms-3"
        disabled={isSame(draft, defaultRunOptions)}
        onClick={() => onDraft(defaultRunOptions)}
        data-testid="run-reset"
      >
        <RotateCcw className="size-4" />
        {t('run.reset')}
      </Button>
      <p role={problem === null ? undefined : 'alert'} className="min-w-0 flex-1 text-[13px] text-danger" dir="auto">
        {problem}
      </p>
      <Button onClick={() => showRunDialog(null)}>{t('common.cancel')}</Button>
      <Button look="primary" disabled={busy || isSame(draft, saved)} onClick={apply} data-testid="run-apply">
        {t(selected ? 'run.applyNow' : 'common.save')}
      </Button>
    </div>
  );
}

function isSame(one: RunOptions, other: RunOptions): boolean {
  return (Object.keys(defaultRunOptions) as (keyof RunOptions)[]).every((field) => one[field] === other[field]);
}
