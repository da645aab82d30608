import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef } from 'react';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { host } from '../../../host/connect.ts';
import { formatBytes } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { isForChat } from '../../../stores/model-families.ts';
import { useModels } from '../../../stores/models-store.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { AskDialog } from '../../../ui/ask-dialog.tsx';
import { Button } from '../../../ui/button.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Modal } from '../../../ui/modal.tsx';
import { useModelDetails } from '../../../ui/use-model-details.ts';
import { FitArithmetic } from '../fit-arithmetic.tsx';
import { listModelFacts } from './describe-model.ts';
import { listLastLoad } from './list-last-load.ts';
import { QualitySection } from './quality-section.tsx';

/** What is asked or shown of a model. */
export interface ModelDialog {
  kind: 'details' | 'rename' | 'delete';
  modelId: string;
}

interface ModelDialogsProps {
  dialog: ModelDialog | null;
  onClose(): void;
  onFreed(bytes: number): void;
}

/** The dialogs of a model's menu. */
export function ModelDialogs({ dialog, onClose, onFreed }: ModelDialogsProps) {
  const model = useModels(({ byId }) => (dialog === null ? undefined : byId[dialog.modelId]));
  if (dialog === null || model === undefined) return null;
  if (dialog.kind === 'rename') return <RenameDialog model={model} onClose={onClose} />;
  if (dialog.kind === 'delete') return <DeleteDialog model={model} onClose={onClose} onFreed={onFreed} />;
  return <DetailsDialog model={model} onClose={onClose} />;
}

function RenameDialog({ model, onClose }: { model: Model; onClose(): void }) {
  const input = useRef<HTMLInputElement>(null);
  const save = (): void => {
    const name = input.current?.value.trim() ?? '';
    onClose();
    if (name !== model.name) host.models.rename({ modelId: model.id, name }).catch(reportFailure);
  };
  return (
    <Modal
      open
      title={t('installed.renameTitle')}
      text={t('installed.renameText')}
      onClose={onClose}
      testId="rename-dialog"
      body={
        <input
          ref={input}
          defaultValue={model.name}
          dir="auto"
          maxLength={120}
          spellCheck={false}
          aria-label={t('installed.name')}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.keyCode === 229) return;
            if (event.key === 'Enter') save();
          }}
          className="field mt-3"
          data-testid="model-name-input"
        />
      }
    >
      <AlertDialog.Close render={<Button look="quiet" />}>{t('common.cancel')}</AlertDialog.Close>
      <Button look="primary" onClick={save} data-testid="model-name-save">
        {t('common.save')}
      </Button>
    </Modal>
  );
}

function DeleteDialog({ model, onClose, onFreed }: Omit<ModelDialogsProps, 'dialog'> & { model: Model }) {
  const details = useModelDetails(model.id);
  const frees = details.value?.freesBytes ?? model.sizeBytes ?? 0;
  const name = model.level === null ? model.name : `${model.name} ${model.level}`;
  const remove = (): void => {
    host.models.delete({ modelId: model.id }).then(({ freedBytes }) => onFreed(freedBytes), reportFailure);
  };
  return (
    <AskDialog
      open
      title={t('filter.deleteTitle', { name })}
      text={t('installed.deleteText', { size: formatBytes(frees), parts: model.parts })}
      confirm={t('conversation.delete')}
      confirmTestId="model-delete-confirm"
      onConfirm={remove}
      onClose={onClose}
    />
  );
}

function DetailsDialog({ model, onClose }: { model: Model; onClose(): void }) {
  const { value, problem } = useModelDetails(model.id);
  return (
    <Modal
      open
      title={model.name}
      text={t('installed.detailsText')}
      onClose={onClose}
      testId="details-dialog"
      longBody
      body={
        <div className="mt-4 grid gap-4" aria-busy={value === null && problem === null}>
          <Facts facts={listModelFacts(model)} />
          {problem !== null && (
            <p role="alert" className="text-sm text-danger">
              {problem}
            </p>
          )}
          {value?.lastLoad != null && (
            <section aria-label={t('installed.lastLoad')} className="border-t border-line pt-3" data-testid="last-load">
              <h3 className="mb-1.5 text-sm font-semibold">{t('installed.lastLoad')}</h3>
              <Facts facts={listLastLoad(value.lastLoad)} />
            </section>
          )}
          {value !== null && isForChat(model) && model.problem === null && (
            <QualitySection modelId={model.id} level={model.level ?? model.name} quality={value.quality} />
          )}
          {value?.fit != null && (
            <section aria-label={t('installed.fit')} className="border-t border-line pt-3">
              <h3 className="mb-1.5 text-sm font-semibold">{t('installed.fit')}</h3>
              <FitArithmetic fit={value.fit} />
            </section>
          )}
        </div>
      }
    >
      <AlertDialog.Close render={<Button />}>{t('common.close')}</AlertDialog.Close>
    </Modal>
  );
}
