import { Boxes } from 'lucide-react';
import { formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { isActive, useDownloads } from '../../stores/downloads-store.ts';
import { showModels, useView } from '../../stores/view-store.ts';
import { ProgressRing } from '../../ui/progress-ring.tsx';

/** Opens the models screen; while downloads run, it shows how far they are. */
export function ModelsButton() {
  const open = useView(({ screen }) => screen === 'models');
  return (
    <button
      type="button"
      aria-current={open ? 'page' : undefined}
      onClick={() => showModels()}
      className={`flex h-9 w-full items-center gap-2.5 rounded-[10px] px-3 text-sm ${open ? 'bg-accent-soft text-ink' : 'text-ink-soft hover:bg-hover hover:text-ink'}`}
      data-testid="models-open"
    >
      <Boxes className="size-4 shrink-0" />
      <span className="flex-1 text-start">{t('screen.title')}</span>
      <DownloadMark />
    </button>
  );
}

function DownloadMark() {
  const active = useDownloads(({ byId }) => Object.values(byId).some(isActive));
  const share = useDownloads(({ doneBytes, totalBytes }) =>
    totalBytes > 0 ? Math.floor((doneBytes / totalBytes) * 100) / 100 : 0,
  );
  if (!active) return null;
  return (
    <span className="flex items-center gap-1.5 text-xs text-ink-faint tabular-nums" data-testid="downloads-mark">
      <span className="sr-only">{t('downloads.running')}</span>
      <ProgressRing value={share} />
      {formatPercent(share)}
    </span>
  );
}
