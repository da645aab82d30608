import { formatPercent } from '../i18n/format.ts';
import { t } from '../i18n/translate.ts';
import { isActive, useDownloads } from '../stores/downloads-store.ts';
import { ProgressRing } from './progress-ring.tsx';

/** How far all downloads are, while any run. */
export function DownloadMark() {
  const active = useDownloads(({ byId }) => Object.values(byId).some(isActive));
  const share = useDownloads(({ doneBytes, totalBytes }) =>
    totalBytes > 0 ? Math.floor((doneBytes / totalBytes) * 100) / 100 : 0,
  );
  if (!active) return null;
  return (
    <span className="flex items-center gap-1.5 text-xs text-ink-soft tabular-nums" data-testid="downloads-mark">
      <span className="sr-only">{t('downloads.running')}</span>
      <ProgressRing value={share} />
      {formatPercent(share)}
    </span>
  );
}
