import { Menu } from '@base-ui/react/menu';
import { Ellipsis, FolderOpen, Gauge, Info, ListX, Pencil, ShieldCheck, SlidersHorizontal, Trash2 } from 'lucide-react';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { host } from '../../../host/connect.ts';
import { t } from '../../../i18n/translate.ts';
import { useEngine } from '../../../stores/engine-store.ts';
import { isForChat } from '../../../stores/model-families.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { showRunDialog } from '../../../stores/view-store.ts';
import type { ModelDialog } from './model-dialogs.tsx';

interface ModelMenuProps {
  model: Model;
  label: string;
  onAsk(dialog: ModelDialog): void;
}

/** What can be done with a model besides talking to it. */
export function ModelMenu({ model, label, onAsk }: ModelMenuProps) {
  const canReveal = useEngine(({ info }) => info?.canOpenModelFile ?? false);
  const { id: modelId } = model;
  const embedded = model.origin === 'embedded';
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={t('conversation.menu', { title: label })}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-hover hover:text-ink data-popup-open:bg-hover"
        data-testid="model-menu"
      >
        <Ellipsis className="size-[17px]" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-40">
          <Menu.Popup className="popup min-w-48 p-1.5">
            <Item
              icon={<Info />}
              text={t('installed.details')}
              testId="model-details"
              onClick={() => onAsk({ kind: 'details', modelId })}
            />
            {isForChat(model) && model.problem === null && (
              <>
                <Item
                  icon={<SlidersHorizontal />}
                  text={t('run.openMore')}
                  testId="model-run"
                  onClick={() => showRunDialog({ kind: 'options', modelId })}
                />
                <Item
                  icon={<Gauge />}
                  text={t('tune.openMore')}
                  testId="model-tune"
                  onClick={() => showRunDialog({ kind: 'tune', modelId })}
                />
              </>
            )}
            <Item
              icon={<ShieldCheck />}
              text={t('installed.verify')}
              testId="model-verify"
              onClick={() => void host.models.verify({ modelId }).catch(reportFailure)}
            />
            {canReveal && (
              <Item
                icon={<FolderOpen />}
                text={t('installed.reveal')}
                testId="model-reveal"
                onClick={() => void host.models.reveal({ modelId }).catch(reportFailure)}
              />
            )}
            {!embedded && (
              <Item
                icon={<Pencil />}
                text={t('conversation.rename')}
                testId="model-rename"
                onClick={() => onAsk({ kind: 'rename', modelId })}
              />
            )}
            {model.origin === 'file' && (
              <Item
                icon={<ListX />}
                text={t('installed.forget')}
                testId="model-forget"
                onClick={() => void host.models.forget({ modelId }).catch(reportFailure)}
              />
            )}
            {model.canDelete && (
              <Item
                icon={<Trash2 />}
                text={t('installed.delete')}
                testId="model-delete"
                danger
                onClick={() => onAsk({ kind: 'delete', modelId })}
              />
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item(props: { icon: React.ReactNode; text: string; testId: string; danger?: boolean; onClick(): void }) {
  return (
    <Menu.Item
      className={`flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-hover [&>svg]:size-4 ${props.danger === true ? 'text-danger' : '[&>svg]:text-ink-soft'}`}
      onClick={props.onClick}
      data-testid={props.testId}
    >
      {props.icon}
      {props.text}
    </Menu.Item>
  );
}
