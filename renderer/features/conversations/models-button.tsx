import { Boxes } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { showModels, useView } from '../../stores/view-store.ts';
import { DownloadMark } from '../../ui/download-mark.tsx';

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
