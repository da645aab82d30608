import { ArrowDownToLine } from 'lucide-react';
import { useState } from 'react';
import { host } from '../../../host/connect.ts';
import { formatBytes, formatRate } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { isActive, useDownloads } from '../../../stores/downloads-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Button } from '../../../ui/button.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { EmptyTab } from '../empty-tab.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { DownloadRow } from './download-row.tsx';

/** What is being downloaded, in its order, and what was. */
export function DownloadsTab() {
  const order = useDownloads((downloads) => downloads.order);
  const ready = useDownloads((downloads) => downloads.ready);
  const [cancelling, setCancelling] = useState<string | null>(null);
  if (ready && order.length === 0) {
    return (
      <EmptyTab icon={<ArrowDownToLine />} title={t('downloads.empty')} text={t('downloads.emptyText')}>
        <Button look="primary" onClick={() => showModels('discover')}>
          {t('installed.find')}
        </Button>
      </EmptyTab>
    );
  }
  return (
    <>
      <Summary />
      <ol className="mt-3 grid gap-2.5">
        {order.map((id, index) => (
          <DownloadRow
            key={id}
            id={id}
            index={index}
            last={index === order.length - 1}
            onCancel={() => setCancelling(id)}
          />
        ))}
      </ol>
      <CancelDialog downloadId={cancelling} onClose={() => setCancelling(null)} />
    </>
  );
}

function Summary() {
  const { doneBytes, totalBytes, bytesPerSecond } = useDownloads();
  const active = useDownloads(({ byId }) => Object.values(byId).filter(isActive).length);
  const someDone = useDownloads(({ byId }) => Object.values(byId).some(({ status }) => status === 'done'));
  const parts = [t('downloads.active', { count: active })];
  if (totalBytes > 0 && active > 0) {
    parts.push(t('engine.of', { used: formatBytes(doneBytes), total: formatBytes(totalBytes) }));
  }
  if (bytesPerSecond !== null && active > 0) parts.push(formatRate(bytesPerSecond));
  const clear = (): void => void host.downloads.clearDone().catch(reportFailure);
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-2" data-testid="downloads-summary">
      <p className="text-sm text-ink-soft tabular-nums">{parts.join(' · ')}</p>
      {active > 0 && totalBytes > 0 && (
        <div className="min-w-24 flex-1">
          <ProgressBar label={t('downloads.all')} value={doneBytes / totalBytes} />
        </div>
      )}
      {someDone && (
        <Button look="quiet" className="ms-auto" onClick={clear} data-testid="downloads-clear">
          {t('downloads.clear')}
        </Button>
      )}
    </div>
  );
}
