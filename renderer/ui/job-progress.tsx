import { CircleAlert } from 'lucide-react';
import type { EngineJob } from '../../electron/contract/models-state.ts';
import { t } from '../i18n/translate.ts';
import { endJob, useEngineJob } from '../stores/engine-job-store.ts';
import { Button } from './button.tsx';
import { ProgressBar } from './progress-bar.tsx';

/** A tune or a measurement of one model: how far it is, with a way to stop it, or why it failed. */
export function JobProgress({ kind, modelId }: Pick<EngineJob, 'kind' | 'modelId'>) {
  const job = useEngineJob((state) => state.job);
  if (job === null || job.kind !== kind || job.modelId !== modelId) return null;
  if (job.status === 'failed') {
    return (
      <div
        role="alert"
        className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-xl border border-danger-line bg-danger-soft px-4 py-3 text-sm"
        data-testid="engine-job"
        data-status="failed"
      >
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
        <p className="min-w-0 flex-1" dir="auto">
          {job.problem}
        </p>
        <Button className="h-8" onClick={endJob} data-testid="job-dismiss">
          {t('notices.dismiss')}
        </Button>
      </div>
    );
  }
  return (
    <div
      className="rounded-xl border border-line bg-sunken px-4 py-3"
      data-testid="engine-job"
      data-status="running"
      data-kind={job.kind}
    >
      <div className="mb-2 flex items-center gap-3">
        <p className="min-w-0 flex-1 text-sm" dir="auto" data-testid="job-step">
          {job.step}
        </p>
        <Button className="h-8" onClick={endJob} data-testid="job-stop">
          {t('job.stop')}
        </Button>
      </div>
      <ProgressBar label={t(`job.${job.kind}`)} value={job.progress} testId="job-progress" />
    </div>
  );
}
