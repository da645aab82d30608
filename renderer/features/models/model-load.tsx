import { TriangleAlert } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { useModels } from '../../stores/models-store.ts';

const circumference = 2 * Math.PI * 7;

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
          <svg viewBox="0 0 18 18" className="size-4 -rotate-90" aria-hidden>
            <circle cx="9" cy="9" r="7" className="fill-none stroke-line" strokeWidth="2.5" />
            <circle
              cx="9"
              cy="9"
              r="7"
              className="fill-none stroke-accent transition-[stroke-dashoffset]"
              strokeWidth="2.5"
              strokeLinecap="round"
              strokeDasharray={circumference}
              strokeDashoffset={circumference * (1 - progress)}
            />
          </svg>
          <span className="tabular-nums">{t('load.percent', { percent: Math.floor(progress * 100) })}</span>
        </>
      )}
      <span className="sr-only">{label}</span>
    </span>
  );
}
