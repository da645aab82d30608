import { Ruler } from 'lucide-react';
import { useState } from 'react';
import type { ModelDetails } from '../../../../electron/contract/models-state.ts';
import { host } from '../../../host/connect.ts';
import { describeFailure } from '../../../host/describe-failure.ts';
import { t } from '../../../i18n/translate.ts';
import { useEngineJob } from '../../../stores/engine-job-store.ts';
import { Button } from '../../../ui/button.tsx';
import { describeQuality } from '../../../ui/describe-quality.ts';
import { JobProgress } from '../../../ui/job-progress.tsx';

interface QualityProps {
  modelId: string;
  /** Names the level to those who hear its button alone. */
  level: string;
  quality: ModelDetails['quality'];
}

/** What the perplexity of a level was measured as, and a way to measure it. */
export function QualityLine({ modelId, level, quality }: QualityProps) {
  const running = useEngineJob(({ job }) => job?.status === 'running');
  const [problem, setProblem] = useState<string | null>(null);
  const measure = (): void => {
    setProblem(null);
    host.models.measureQuality({ modelId }).catch((error: unknown) => setProblem(describeFailure(error)));
  };
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-[min(100%,12rem)] flex-1" data-testid="quality" data-measured={quality !== null}>
          {quality === null ? t('quality.none') : describeQuality(quality, modelId)}
        </p>
        <Button
          className="h-8"
          disabled={running}
          onClick={measure}
          aria-label={t('quality.measureLevel', { level })}
          data-testid="quality-measure"
        >
          <Ruler className="size-4" />
          {t(quality === null ? 'quality.measure' : 'quality.again')}
        </Button>
      </div>
      {problem !== null && (
        <p role="alert" className="text-danger" dir="auto" data-testid="quality-problem">
          {problem}
        </p>
      )}
      <JobProgress kind="quality" modelId={modelId} />
    </div>
  );
}

/** The same in a model's details, explained. */
export function QualitySection(props: QualityProps) {
  return (
    <section aria-label={t('quality.title')} className="border-t border-line pt-3 text-[13px]">
      <h3 className="mb-0.5 text-sm font-semibold">{t('quality.title')}</h3>
      <p className="mb-2 text-ink-soft">{t('quality.help')}</p>
      <QualityLine {...props} />
    </section>
  );
}
