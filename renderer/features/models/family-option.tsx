import { Check, TriangleAlert } from 'lucide-react';
import type { Model } from '../../../electron/contract/models-state.ts';
import { formatBytes } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { chooseLevel } from '../../stores/model-families.ts';
import type { ModelFamily } from '../../stores/model-families.ts';
import { useModels } from '../../stores/models-store.ts';
import { useSettings } from '../../stores/settings-store.ts';

interface FamilyOptionProps {
  family: ModelFamily;
  onSelect(modelId: string): void;
}

/** A model of the picker; with several levels installed, each can be chosen beneath it. */
export function FamilyOption({ family, onSelect }: FamilyOptionProps) {
  const selectedId = useModels((models) => models.selectedId);
  const preferredLevel = useSettings(({ settings }) => settings?.preferredLevel ?? 'auto');
  const model = chooseLevel(family, selectedId, preferredLevel);
  const selected = model.id === selectedId;
  return (
    <li className="rounded-[10px] hover:bg-hover">
      <button
        type="button"
        aria-current={selected}
        disabled={model.problem !== null}
        onClick={() => onSelect(model.id)}
        className="flex w-full min-w-0 items-start gap-2.5 rounded-[10px] px-3 py-2 text-start disabled:cursor-not-allowed"
        data-testid="model-option"
        data-model-id={model.id}
      >
        <Check className={`mt-0.5 size-4 shrink-0 text-accent-text ${selected ? '' : 'opacity-0'}`} />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">
            <bdi>{family.name}</bdi>
          </span>
          <ModelLine model={model} alone={family.models.length === 1} />
        </span>
      </button>
      {family.models.length > 1 && <Levels family={family} selectedId={selectedId} onSelect={onSelect} />}
    </li>
  );
}

function Levels({ family, selectedId, onSelect }: FamilyOptionProps & { selectedId: string }) {
  return (
    <div
      role="group"
      aria-label={t('models.levels', { model: family.name })}
      className="flex flex-wrap gap-1 ps-[2.4rem] pe-3 pb-2"
    >
      {family.models.map((model) => (
        <button
          key={model.id}
          type="button"
          aria-pressed={model.id === selectedId}
          disabled={model.problem !== null}
          title={model.problem ?? describeSize(model)}
          onClick={() => onSelect(model.id)}
          className="inline-flex h-7 items-center gap-1 rounded-lg border border-line-strong bg-surface px-2 text-xs font-medium text-ink-soft hover:border-accent hover:text-ink disabled:cursor-not-allowed disabled:border-danger-line disabled:text-danger aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
          data-testid="level-option"
          data-model-id={model.id}
          data-level={model.level ?? ''}
        >
          {model.problem !== null && <TriangleAlert className="size-3.5" aria-hidden />}
          {nameLevel(model, family)}
        </button>
      ))}
    </div>
  );
}

/** The level, with where the file lies if two files have the same one. */
function nameLevel(model: Model, family: ModelFamily): string {
  const level = model.level ?? model.name;
  const alone = family.models.filter((other) => other.level === model.level).length === 1;
  return alone ? level : `${level} · ${t(`origin.${model.origin}`)}`;
}

function ModelLine({ model, alone }: { model: Model; alone: boolean }) {
  if (model.problem !== null) {
    return (
      <span className="mt-0.5 flex gap-1.5 text-xs text-danger">
        <TriangleAlert className="mt-px size-3.5 shrink-0" />
        {model.problem}
      </span>
    );
  }
  const parts = [alone ? model.fileName : model.level, describeSize(model)].filter(Boolean);
  return <span className="mt-0.5 block truncate text-xs text-ink-faint">{parts.join(' · ')}</span>;
}

function describeSize({ sizeBytes }: Model): string {
  return sizeBytes === null ? '' : formatBytes(sizeBytes);
}
