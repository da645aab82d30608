import { Gauge, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Model, Tune } from '../../../electron/contract/models-state.ts';
import { host } from '../../host/connect.ts';
import { describeFailure } from '../../host/describe-failure.ts';
import { formatMoment } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useEngineJob } from '../../stores/engine-job-store.ts';
import { Button } from '../../ui/button.tsx';
import { JobProgress } from '../../ui/job-progress.tsx';
import { useModelDetails } from '../../ui/use-model-details.ts';
import { RunDialogFrame } from './run-dialog-frame.tsx';
import { TuneResult } from './tune-result.tsx';

/** Finds out how a model runs best on this machine, and shows what was found. */
export function TuneDialog({ model }: { model: Model }) {
  const { value: details, problem, refresh } = useModelDetails(model.id);
  const running = useEngineJob(({ job }) => job?.status === 'running');
  const [failure, setFailure] = useState<string | null>(null);
  const call = (made: Promise<unknown>): void => {
    setFailure(null);
    made.then(refresh, (error: unknown) => setFailure(describeFailure(error)));
  };
  const tune = details?.tune ?? null;
  const shownProblem = failure ?? problem;
  return (
    <RunDialogFrame title={t('tune.title')} model={model} testId="tune-dialog">
      <div className="grid min-h-0 flex-1 gap-4 overflow-y-auto px-5 py-4">
        <p className="text-sm text-ink-soft">{t('tune.text')}</p>
        <JobProgress kind="tune" modelId={model.id} />
        {shownProblem !== null && (
          <p role="alert" className="text-sm text-danger" dir="auto" data-testid="tune-problem">
            {shownProblem}
          </p>
        )}
        {tune !== null && <Known tune={tune} />}
        {details !== null && tune === null && !running && (
          <p className="text-sm" data-testid="tune-none">
            {t('tune.none')}
          </p>
        )}
      </div>
      <div className="flex shrink-0 flex-wrap justify-end gap-2 border-t border-line px-5 py-3.5">
        {tune !== null && (
          <Button
            look="quiet"
            className="me-auto -ms-3"
            disabled={running}
            onClick={() => call(host.models.forgetTune({ modelId: model.id }))}
            data-testid="tune-forget"
          >
            <Trash2 className="size-4" />
            {t('tune.forget')}
          </Button>
        )}
        <Button
          look="primary"
          disabled={running}
          onClick={() => call(host.models.tune({ modelId: model.id }))}
          data-testid="tune-start"
        >
          <Gauge className="size-4" />
          {t(tune === null ? 'tune.start' : 'tune.again')}
        </Button>
      </div>
    </RunDialogFrame>
  );
}

function Known({ tune }: { tune: Tune }) {
  return (
    <section aria-label={t('tune.result')} className="grid gap-3" data-testid="tune-result" data-stale={tune.stale}>
      {tune.stale && (
        <p className="flex gap-2 rounded-lg border border-warning-line bg-warning-soft px-3 py-2 text-[13px]">
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden />
          {t('tune.stale')}
        </p>
      )}
      <TuneResult tune={tune} />
      <p className="text-xs text-ink-faint" dir="auto">
        {t('tune.when', { date: formatMoment(tune.at), device: tune.device, runtime: tune.runtime })}
      </p>
    </section>
  );
}
