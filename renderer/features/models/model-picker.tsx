import { Popover } from '@base-ui/react/popover';
import { Check, ChevronDown, FolderOpen, PowerOff, RefreshCw, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { Model } from '../../../electron/contract/models-state.ts';
import { host } from '../../host/connect.ts';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ModelLoad } from './model-load.tsx';

/** Which model answers, how far it is loaded, and which others there are. */
export function ModelPicker() {
  const [open, setOpen] = useState(false);
  const selected = useModels((models) => models.byId[models.selectedId]);
  const order = useModels((models) => models.order);
  const loaded = useModels((models) => models.load.status === 'loaded');
  const canOpenFile = useEngine(({ info }) => info?.canOpenModelFile ?? false);
  const select = (modelId: string): void => {
    setOpen(false);
    host.models.select({ modelId }).catch(reportFailure);
  };
  const openFile = (): void => {
    setOpen(false);
    host.models.openFile().then(({ modelId }) => modelId !== null && select(modelId), reportFailure);
  };
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
        <ModelLoad />
        <ChevronDown className="size-4 shrink-0 text-ink-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" className="z-30">
          <Popover.Popup className="popup flex max-h-[70vh] w-[min(24rem,calc(100vw-2rem))] flex-col p-1.5">
            <Popover.Title className="px-3 pt-2 pb-1.5 text-xs font-medium text-ink-faint">
              {t('models.label')}
            </Popover.Title>
            <ul className="min-h-0 overflow-y-auto">
              {order.map((id) => (
                <ModelOption key={id} id={id} onSelect={select} />
              ))}
            </ul>
            <div className="mt-1.5 flex flex-wrap gap-1 border-t border-line pt-1.5">
              {canOpenFile && (
                <Button look="quiet" onClick={openFile} data-testid="model-open-file">
                  <FolderOpen className="size-4" />
                  {t('models.openFile')}
                </Button>
              )}
              <Button look="quiet" onClick={() => void host.models.refresh().catch(reportFailure)}>
                <RefreshCw className="size-4" />
                {t('models.refresh')}
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
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ModelOption({ id, onSelect }: { id: string; onSelect(id: string): void }) {
  const model = useModels(({ byId }) => byId[id]);
  const selected = useModels(({ selectedId }) => selectedId === id);
  if (model === undefined) return null;
  return (
    <li className="flex items-center rounded-[10px] hover:bg-hover">
      <button
        type="button"
        aria-current={selected}
        disabled={model.problem !== null}
        onClick={() => onSelect(id)}
        className="flex min-w-0 flex-1 items-start gap-2.5 rounded-[10px] px-3 py-2 text-start disabled:cursor-not-allowed"
        data-testid="model-option"
        data-model-id={id}
      >
        <Check className={`mt-0.5 size-4 shrink-0 text-accent-text ${selected ? '' : 'opacity-0'}`} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium" dir="auto">
            {model.name}
          </span>
          <ModelLine model={model} />
        </span>
      </button>
      {model.origin === 'file' && (
        <IconButton
          label={t('models.forget', { model: model.name })}
          onClick={() => void host.models.forget({ modelId: id }).catch(reportFailure)}
          className="me-1"
        >
          <X />
        </IconButton>
      )}
    </li>
  );
}

function ModelLine({ model }: { model: Model }) {
  if (model.problem !== null) {
    return (
      <span className="mt-0.5 flex gap-1.5 text-xs text-danger">
        <TriangleAlert className="mt-px size-3.5 shrink-0" />
        {model.problem}
      </span>
    );
  }
  const size = model.sizeBytes === null ? '' : ` · ${formatBytes(model.sizeBytes)}`;
  return (
    <span className="mt-0.5 block truncate text-xs text-ink-faint">
      {model.fileName}
      {size}
    </span>
  );
}
