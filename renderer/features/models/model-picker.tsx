import { Popover } from '@base-ui/react/popover';
import { Boxes, ChevronDown, PowerOff } from 'lucide-react';
import { useState } from 'react';
import { host } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { groupByFamily, isForChat } from '../../stores/model-families.ts';
import { useModels } from '../../stores/models-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { showModels } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { FamilyOption } from './family-option.tsx';
import { ModelLoad } from './model-load.tsx';

/** Which model answers, how far it is loaded, and which others there are. */
export function ModelPicker() {
  const [open, setOpen] = useState(false);
  const selected = useModels((models) => models.byId[models.selectedId]);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="flex h-10 min-w-0 items-center gap-2 rounded-[10px] px-3 hover:bg-hover data-popup-open:bg-hover"
        data-testid="model-picker"
      >
        <span className="sr-only">{t('models.label')}</span>
        <span className="truncate font-medium" dir="auto">
          {selected?.name ?? t('models.none')}
        </span>
        {selected?.level != null && selected.origin !== 'embedded' && (
          <span className="hidden shrink-0 text-xs text-ink-faint sm:inline">{selected.level}</span>
        )}
        <ModelLoad />
        <ChevronDown className="size-4 shrink-0 text-ink-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" className="z-30">
          <Popover.Popup className="popup flex max-h-[70vh] w-[min(24rem,calc(100vw-2rem))] flex-col p-1.5">
            <Popover.Title className="px-3 pt-2 pb-1.5 text-xs font-medium text-ink-faint">
              {t('models.label')}
            </Popover.Title>
            <Families onDone={() => setOpen(false)} />
            <Footer onDone={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Families({ onDone }: { onDone(): void }) {
  const order = useModels((models) => models.order);
  const byId = useModels((models) => models.byId);
  const models = order.flatMap((id) => byId[id] ?? []).filter(isForChat);
  const select = (modelId: string): void => {
    onDone();
    host.models.select({ modelId }).catch(reportFailure);
  };
  return (
    <ul className="min-h-0 overflow-y-auto">
      {groupByFamily(models).map((family) => (
        <FamilyOption key={family.id} family={family} onSelect={select} />
      ))}
    </ul>
  );
}

function Footer({ onDone }: { onDone(): void }) {
  const loaded = useModels((models) => models.load.status === 'loaded');
  const manage = (): void => {
    onDone();
    showModels('installed');
  };
  return (
    <div className="mt-1.5 flex flex-wrap gap-1 border-t border-line pt-1.5">
      <Button look="quiet" onClick={manage} data-testid="model-manage">
        <Boxes className="size-4" />
        {t('models.manage')}
      </Button>
      {loaded && (
        <Button
          look="quiet"
          onClick={() => void host.models.unload().catch(reportFailure)}
          title={t('models.unloadHelp')}
        >
          <PowerOff className="size-4" />
          {t('models.unload')}
        </Button>
      )}
    </div>
  );
}
