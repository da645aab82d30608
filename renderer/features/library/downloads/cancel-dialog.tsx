import { AlertDialog } from '@base-ui/react/alert-dialog';
import { host } from '../../../host/connect.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { useDownloads } from '../../../stores/downloads-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { Modal } from '../../../ui/modal.tsx';

/** Asks what is to become of the part that is already there. */
export function CancelDialog({ downloadId, onClose }: { downloadId: string | null; onClose(): void }) {
  const download = useDownloads(({ byId }) => (downloadId === null ? undefined : byId[downloadId]));
  const cancel = (keepPartial: boolean): void => {
    onClose();
    if (downloadId !== null) host.downloads.cancel({ downloadId, keepPartial }).catch(reportFailure);
  };
  // It may be done before the question is answered.
  if (download === undefined) return null;
  const { name, doneBytes } = download;
  return (
    <Modal
      open
      title={t('download.cancelTitle', { name })}
      text={
        doneBytes > 0 ? t('download.cancelText', { size: formatBytes(doneBytes) }) : t('download.cancelTextNothing')
      }
      onClose={onClose}
      testId="cancel-dialog"
    >
      <AlertDialog.Close render={<Button look="quiet" />}>{t('download.goOn')}</AlertDialog.Close>
      <Button onClick={() => cancel(true)} data-testid="cancel-keep">
        {t('download.keepPart')}
      </Button>
      <Button look="danger" onClick={() => cancel(false)} data-testid="cancel-delete">
        {t('download.deletePart')}
      </Button>
    </Modal>
  );
}
