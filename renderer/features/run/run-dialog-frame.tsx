import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { Model } from '../../../electron/contract/models-state.ts';
import { t } from '../../i18n/translate.ts';
import { showRunDialog } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/button.tsx';

interface FrameProps {
  title: string;
  model: Model;
  testId: string;
  wide?: boolean;
  children: React.ReactNode;
}

/** A dialog on how one model runs. */
export function RunDialogFrame({ title, model, testId, wide = false, children }: FrameProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && showRunDialog(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop z-40" />
        <Dialog.Popup
          className={`popup fixed start-1/2 top-1/2 z-40 flex max-h-[min(46rem,calc(100vh-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rtl:translate-x-1/2 ${wide ? 'w-[min(54rem,calc(100vw-2rem))]' : 'w-[min(36rem,calc(100vw-2rem))]'}`}
          data-testid={testId}
          data-model-id={model.id}
        >
          <div className="flex shrink-0 items-start gap-3 border-b border-line py-3 ps-5 pe-3">
            <div className="min-w-0 flex-1">
              <Dialog.Title className="text-base font-semibold">{title}</Dialog.Title>
              <Dialog.Description className="truncate text-[13px] text-ink-soft">
                <bdi>{model.name}</bdi>
                {model.level !== null && <bdi> · {model.level}</bdi>}
              </Dialog.Description>
            </div>
            <Dialog.Close render={<IconButton label={t('common.close')} data-testid={`${testId}-close`} />}>
              <X />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
