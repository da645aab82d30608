import { RotateCcw } from 'lucide-react';
import type { Sampling } from '../../models/settings.ts';
import type { MessageKey } from '../i18n/translate.ts';
import { t } from '../i18n/translate.ts';
import { IconButton } from './button.tsx';
import { NumberField, OptionalNumber, Row } from './fields.tsx';

type PlainField = Exclude<keyof Sampling, 'seed' | 'maxTokens'>;

interface PlainFieldLook {
  field: PlainField;
  title: MessageKey;
  help: MessageKey;
  max: number;
  min: number;
  step: number;
}

const plainFields: PlainFieldLook[] = [
  { field: 'temperature', title: 'temperature.title', help: 'temperature.help', min: 0, max: 2, step: 0.1 },
  { field: 'topK', title: 'topK.title', help: 'topK.help', min: 0, max: 1000, step: 1 },
  { field: 'topP', title: 'topP.title', help: 'topP.help', min: 0, max: 1, step: 0.01 },
  { field: 'minP', title: 'minP.title', help: 'minP.help', min: 0, max: 1, step: 0.01 },
  { field: 'repeatPenalty', title: 'repeatPenalty.title', help: 'repeatPenalty.help', min: 1, max: 2, step: 0.05 },
];

interface SamplingFieldsProps {
  sampling: Sampling;
  /** Stands before the ids of the fields, where they may be on the page twice. */
  idPrefix?: string;
  /** Fields with a value of their own, which are marked and can be given back. */
  changed?: ReadonlySet<keyof Sampling>;
  onChange(patch: Partial<Sampling>): void;
  onReset?(field: keyof Sampling): void;
}

/** How the next token is chosen: each field with a sentence on what it does. */
export function SamplingFields({ sampling, idPrefix = '', changed, onChange, onReset }: SamplingFieldsProps) {
  const mark = (field: keyof Sampling, title: string) =>
    changed?.has(field) === true && onReset !== undefined ? (
      <ResetMark title={title} testId={`${idPrefix}${field}-reset`} onReset={() => onReset(field)} />
    ) : null;
  return (
    <>
      {plainFields.map(({ field, title, help, ...range }) => (
        <Row key={field} label={t(title)} help={t(help)} htmlFor={`${idPrefix}${field}`} mark={mark(field, t(title))}>
          <NumberField
            id={`${idPrefix}${field}`}
            label={t(title)}
            value={sampling[field]}
            integer={field === 'topK'}
            {...range}
            onCommit={(value) => onChange({ [field]: value })}
          />
        </Row>
      ))}
      <Row label={t('maxTokens.title')} help={t('maxTokens.help')} mark={mark('maxTokens', t('maxTokens.title'))}>
        <OptionalNumber
          id={`${idPrefix}max-tokens`}
          label={t('maxTokens.title')}
          value={sampling.maxTokens}
          absent={null}
          absentText={t('maxTokens.none')}
          initial={1024}
          min={1}
          max={1_000_000}
          step={1}
          integer
          onCommit={(maxTokens) => onChange({ maxTokens })}
        />
      </Row>
      <Row label={t('seed.title')} help={t('seed.help')} mark={mark('seed', t('seed.title'))}>
        <OptionalNumber
          id={`${idPrefix}seed`}
          label={t('seed.title')}
          value={sampling.seed}
          absent={null}
          absentText={t('seed.none')}
          initial={1}
          min={0}
          max={4_294_967_295}
          step={1}
          integer
          onCommit={(seed) => onChange({ seed })}
        />
      </Row>
    </>
  );
}

/** Says that a field has a value of its own, and gives it back. */
export function ResetMark({ title, testId, onReset }: { title: string; testId: string; onReset(): void }) {
  return (
    <span className="inline-flex items-center align-middle">
      <span aria-hidden className="ms-1.5 size-1.5 rounded-full bg-accent" />
      <IconButton
        label={t('field.reset', { field: title })}
        onClick={onReset}
        className="ms-0.5 size-6! [&>svg]:size-3.5!"
        data-testid={testId}
      >
        <RotateCcw />
      </IconButton>
    </span>
  );
}
