import { AlertDialog } from '@base-ui/react/alert-dialog';
import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';
import { Modal } from './modal.tsx';

interface AskDialogProps {
  open: boolean;
  title: string;
  text: string;
  confirm: string;
  confirmTestId?: string;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something that cannot be undone. */
export function AskDialog({ open, title, text, confirm, confirmTestId, onConfirm, onClose }: AskDialogProps) {
  return (
    <Modal open={open} title={title} text={text} onClose={onClose} testId="ask-dialog">
      <AlertDialog.Close render={<Button look="quiet" />}>{t('common.cancel')}</AlertDialog.Close>
      <AlertDialog.Close
        render={<Button look="danger" />}
        onClick={onConfirm}
        data-testid={confirmTestId ?? 'ask-confirm'}
      >
        {confirm}
      </AlertDialog.Close>
    </Modal>
  );
}
