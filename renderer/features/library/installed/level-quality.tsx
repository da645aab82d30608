import { useState } from 'react';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { t } from '../../../i18n/translate.ts';
import { FoldButton } from '../../../ui/fold.tsx';
import { useModelDetails } from '../../../ui/use-model-details.ts';
import { QualityLine } from './quality-section.tsx';

/** What the levels of one model lose, as measured on this machine. */
export function LevelQuality({ models, familyName }: { models: readonly Model[]; familyName: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="border-t border-line px-4 py-2.5 text-[13px]" data-testid="level-quality">
      <FoldButton title={t('quality.compare')} open={open} onToggle={setOpen} testId="level-quality-open" />
      {open && (
        <>
          <p className="mt-1.5 text-ink-soft">{t('quality.help')}</p>
          <ul aria-label={t('models.levels', { model: familyName })} className="mt-2 grid gap-2.5">
            {models.map((model) => (
              <LevelRow key={model.id} model={model} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function LevelRow({ model }: { model: Model }) {
  const { value, problem } = useModelDetails(model.id);
  const level = model.level ?? model.name;
  return (
    <li className="flex gap-3" data-testid="quality-level" data-level={model.level ?? ''} data-model-id={model.id}>
      <bdi className="w-20 shrink-0 py-1.5 font-medium break-words">{level}</bdi>
      <div className="min-w-0 flex-1">
        {problem !== null && (
          <p role="alert" className="py-1.5 text-danger" dir="auto">
            {problem}
          </p>
        )}
        {value !== null && <QualityLine modelId={model.id} level={level} quality={value.quality} />}
      </div>
    </li>
  );
}
