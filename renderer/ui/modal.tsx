import { AlertDialog } from '@base-ui/react/alert-dialog';

interface ModalProps {
  open: boolean;
  title: string;
  text: string;
  onClose(): void;
  testId: string;
  /** What stands between the text and the buttons. */
  body?: React.ReactNode;
  /** Whether the body may be too long for the window and holds nothing that takes the focus: it then scrolls by keyboard. */
  longBody?: boolean;
  /** The buttons. */
  children: React.ReactNode;
}

/** A question that has to be answered before anything else. */
export function Modal({ open, title, text, onClose, testId, body, longBody = false, children }: ModalProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop z-40" />
        <AlertDialog.Popup
          className="popup fixed start-1/2 top-[18%] z-50 flex max-h-[min(40rem,80vh)] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 flex-col p-5 rtl:translate-x-1/2"
          data-testid={testId}
        >
          <AlertDialog.Title className="text-base font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-soft" dir="auto">
            {text}
          </AlertDialog.Description>
          {body !== undefined && (
            <div tabIndex={longBody ? 0 : undefined} className="-mx-1 min-h-0 overflow-y-auto px-1 pb-1">
              {body}
            </div>
          )}
          <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
