import { AlertDialog } from '@base-ui/react/alert-dialog';

interface ModalProps {
  open: boolean;
  title: string;
  text: string;
  onClose(): void;
  testId: string;
  /** What stands between the text and the buttons. */
  body?: React.ReactNode;
  /** The buttons. */
  children: React.ReactNode;
}

/** A question that has to be answered before anything else. */
export function Modal({ open, title, text, onClose, testId, body, children }: ModalProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop z-40" />
        <AlertDialog.Popup
          className="popup fixed start-1/2 top-[26%] z-50 max-h-[70vh] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 overflow-y-auto p-5 rtl:translate-x-1/2"
          data-testid={testId}
        >
          <AlertDialog.Title className="text-base font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-soft" dir="auto">
            {text}
          </AlertDialog.Description>
          {body}
          <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
