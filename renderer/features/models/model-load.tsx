import { TriangleAlert } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { useModels } from '../../stores/models-store.ts';
import { ProgressRing } from '../../ui/progress-ring.tsx';

/** How far the selected model is loaded, as a ring that closes. */
export function ModelLoad() {
  const load = useModels((models) => models.load);
  const progress = load.status === 'loading' ? load.progress : load.status === 'loaded' ? 1 : 0;
  const label = {
    none: t('load.none'),
    loading: t('load.loading', { percent: Math.floor(progress * 100) }),
    loaded: t('load.loaded'),
    failed: t('load.failed'),
  }[load.status];
  return (
    <span
      className="flex shrink-0 items-center gap-1.5 text-xs text-ink-faint"
      title={label}
      data-testid="model-load"
      data-status={load.status}
    >
      {load.status === 'failed' && <TriangleAlert className="size-4 text-danger" aria-hidden />}
      {load.status === 'loading' && (
        <>
          <ProgressRing value={progress} />
          <span className="tabular-nums">{t('load.percent', { percent: Math.floor(progress * 100) })}</span>
        </>
      )}
      <span className="sr-only">{label}</span>
    </span>
  );
}
