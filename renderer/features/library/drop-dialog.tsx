import { host } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { showModels } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { Modal } from '../../ui/modal.tsx';

/** Asks whether files that were dropped on the window are linked or copied. */
export function DropDialog() {
  const dropped = useLibrary((library) => library.dropped);
  if (dropped === null) return null;
  const answer = (mode: 'link' | 'copy' | null): void => {
    useLibrary.setState({ dropped: null });
    host.models.importDropped({ dropId: dropped.dropId, mode }).catch(reportFailure);
    if (mode !== null) showModels('installed');
  };
  return (
    <Modal
      open
      title={t('drop.title', { count: dropped.fileNames.length })}
      text={t('import.help')}
      onClose={() => answer(null)}
      testId="drop-dialog"
      longBody
      body={
        <ul className="mt-3 text-sm break-all">
          {dropped.fileNames.map((fileName) => (
            <li key={fileName}>
              <bdi>{fileName}</bdi>
            </li>
          ))}
        </ul>
      }
    >
      <Button look="quiet" onClick={() => answer(null)} data-testid="drop-cancel">
        {t('common.cancel')}
      </Button>
      <Button onClick={() => answer('copy')} data-testid="drop-copy">
        {t('import.copy')}
      </Button>
      <Button look="primary" onClick={() => answer('link')} data-testid="drop-link">
        {t('import.link')}
      </Button>
    </Modal>
  );
}
