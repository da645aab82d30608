import { CircleCheck, ShieldAlert, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { formatBytes, formatMoment } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import type { ModelFamily } from '../../../stores/model-families.ts';
import { isForChat } from '../../../stores/model-families.ts';
import { useModels } from '../../../stores/models-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { talkTo } from '../talk-to.ts';
import { describeFamily } from './describe-model.ts';
import { LevelQuality } from './level-quality.tsx';
import type { ModelDialog } from './model-dialogs.tsx';
import { ModelMenu } from './model-menu.tsx';

interface FamilyCardProps {
  family: ModelFamily;
  onAsk(dialog: ModelDialog): void;
}

/** A model and its levels on this machine. */
export function FamilyCard({ family, onAsk }: FamilyCardProps) {
  const facts = describeFamily(family.models[0]!);
  const comparable = family.models.filter((model) => isForChat(model) && model.problem === null);
  return (
    <section aria-label={family.name} className="rounded-xl border border-line bg-surface shadow-raised">
      <div className="px-4 pt-3 pb-1.5">
        <h2 className="leading-snug font-semibold break-words">
          <bdi>{family.name}</bdi>
        </h2>
        {facts !== '' && <p className="mt-0.5 text-[13px] leading-snug text-ink-soft">{facts}</p>}
      </div>
      <ul>
        {family.models.map((model) => (
          <ModelRow key={model.id} model={model} familyName={family.name} onAsk={onAsk} />
        ))}
      </ul>
      {comparable.length > 1 && <LevelQuality models={comparable} familyName={family.name} />}
    </section>
  );
}

interface ModelRowProps {
  model: Model;
  familyName: string;
  onAsk(dialog: ModelDialog): void;
}

function ModelRow({ model, familyName, onAsk }: ModelRowProps) {
  const selected = useModels(({ selectedId }) => selectedId === model.id);
  const label = model.level === null ? model.name : `${model.name} ${model.level}`;
  const size = model.sizeBytes === null ? null : formatBytes(model.sizeBytes);
  const parts = model.parts > 1 ? t('offer.parts', { count: model.parts }) : null;
  const ownName = model.name !== familyName && model.name !== model.familyName ? model.name : null;
  return (
    <li
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-t border-line px-4 py-2.5"
      data-testid="library-model"
      data-model-id={model.id}
      data-level={model.level ?? ''}
      data-kind={model.kind}
      data-problem={model.problem !== null}
    >
      <div className="min-w-[min(100%,16rem)] flex-1">
        <div className="flex flex-wrap items-center gap-1.5 text-sm">
          {ownName !== null && <bdi className="me-1 min-w-0 font-medium break-words">{ownName}</bdi>}
          {model.level !== null && <bdi className="font-medium">{model.level}</bdi>}
          {size !== null && <bdi className="text-ink-soft tabular-nums">{size}</bdi>}
          <Badge>{t(`origin.${model.origin}`)}</Badge>
          {!isForChat(model) && <Badge look="warning">{t(`filekind.${model.kind}`)}</Badge>}
          <Verified model={model} />
          {selected && (
            <Badge look="accent">
              <CircleCheck aria-hidden />
              {t('installed.inUse')}
            </Badge>
          )}
        </div>
        <p className="mt-0.5 text-xs break-all text-ink-faint">
          <bdi>{model.fileName}</bdi>
          {parts !== null && ` · ${parts}`}
        </p>
        {model.problem !== null && (
          <p className="mt-1 flex gap-1.5 text-[13px] leading-snug text-danger" data-testid="model-problem">
            <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden />
            <span dir="auto">{model.problem}</span>
          </p>
        )}
      </div>
      {isForChat(model) && model.problem === null && (
        <Button
          className="w-24"
          onClick={() => void talkTo(model.id)}
          aria-label={t('offer.useLevel', { level: label })}
          data-testid="model-use"
        >
          {t('offer.use')}
        </Button>
      )}
      <ModelMenu model={model} label={label} onAsk={onAsk} />
    </li>
  );
}

function Verified({ model: { verified } }: { model: Model }) {
  if (verified === null) return null;
  const text = !verified.sound
    ? 'verified.damaged'
    : verified.against === 'hash'
      ? 'verified.hash'
      : 'verified.structure';
  const Icon = verified.sound ? ShieldCheck : ShieldAlert;
  return (
    <span data-testid="model-verified" data-sound={verified.sound} className="inline-flex">
      <Badge look={verified.sound ? 'plain' : 'danger'} title={t('verified.at', { date: formatMoment(verified.at) })}>
        <Icon aria-hidden />
        {t(text)}
      </Badge>
    </span>
  );
}
