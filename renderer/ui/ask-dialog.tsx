import { AlertDialog } from '@base-ui/react/alert-dialog';
import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';

interface AskDialogProps {
  open: boolean;
  title: string;
  text: string;
  confirm: string;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something that cannot be undone. */
export function AskDialog({ open, title, text, confirm, onConfirm, onClose }: AskDialogProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop z-40" />
        <AlertDialog.Popup
          className="popup fixed start-1/2 top-[30%] z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 p-5 rtl:translate-x-1/2"
          data-testid="ask-dialog"
        >
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-soft" dir="auto">
            {text}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Close render={<Button look="quiet" />}>{t('common.cancel')}</AlertDialog.Close>
            <AlertDialog.Close render={<Button look="danger" />} onClick={onConfirm} data-testid="ask-confirm">
              {confirm}
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
