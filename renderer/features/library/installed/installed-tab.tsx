import { Boxes, RefreshCw, Search } from 'lucide-react';
import { useState } from 'react';
import { host } from '../../../host/connect.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { groupByFamily, isForChat } from '../../../stores/model-families.ts';
import { useModels } from '../../../stores/models-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';
import { FamilyCard } from './family-card.tsx';
import { ImportPanel } from './import-panel.tsx';
import { LibraryTasks } from './library-tasks.tsx';
import { ModelDialogs } from './model-dialogs.tsx';
import type { ModelDialog } from './model-dialogs.tsx';
import { Places } from './places.tsx';

/** The models on this machine, by family, and the ways to bring in more. */
export function InstalledTab() {
  const order = useModels((models) => models.order);
  const byId = useModels((models) => models.byId);
  const [dialog, setDialog] = useState<ModelDialog | null>(null);
  const [freedBytes, setFreedBytes] = useState<number | null>(null);
  const models = order.flatMap((id) => byId[id] ?? []);
  const families = groupByFamily(models.filter(isForChat));
  const others = groupByFamily(models.filter((model) => !isForChat(model)));
  const sizeBytes = models.reduce((sum, model) => sum + (model.canDelete ? (model.sizeBytes ?? 0) : 0), 0);
  const onlyDemo = models.every(({ origin }) => origin === 'embedded');
  return (
    <>
      <LibraryTasks />
      <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-2">
        <p role="status" className="text-sm text-ink-soft" data-testid="installed-summary">
          {freedBytes === null
            ? t('installed.summary', { count: models.length, size: formatBytes(sizeBytes) })
            : t('installed.freed', { size: formatBytes(freedBytes) })}
        </p>
        <Button
          look="quiet"
          className="ms-auto"
          onClick={() => void host.models.refresh().catch(reportFailure)}
          data-testid="models-refresh"
        >
          <RefreshCw className="size-4" />
          {t('models.refresh')}
        </Button>
      </div>
      <div className="mt-2 grid gap-3">
        {families.map((family) => (
          <FamilyCard key={family.id} family={family} onAsk={setDialog} />
        ))}
      </div>
      {onlyDemo && (
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl border border-accent bg-accent-soft px-4 py-3.5">
          <Boxes className="size-6 shrink-0 text-accent-text" aria-hidden />
          <p className="min-w-[min(100%,14rem)] flex-1 text-sm">{t('installed.onlyDemo')}</p>
          <Button look="primary" onClick={() => showModels('discover')}>
            <Search className="size-4" />
            {t('installed.find')}
          </Button>
        </div>
      )}
      {others.length > 0 && (
        <section aria-label={t('installed.others')} className="mt-7">
          <h2 className="font-semibold">{t('installed.others')}</h2>
          <p className="mt-0.5 mb-2.5 text-[13px] text-ink-soft">{t('installed.othersHelp')}</p>
          <div className="grid gap-3">
            {others.map((family) => (
              <FamilyCard key={family.id} family={family} onAsk={setDialog} />
            ))}
          </div>
        </section>
      )}
      <ImportPanel />
      <Places />
      <ModelDialogs dialog={dialog} onClose={() => setDialog(null)} onFreed={setFreedBytes} />
    </>
  );
}
