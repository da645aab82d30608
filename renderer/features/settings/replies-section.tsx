import { RotateCcw } from 'lucide-react';
import { defaultSettings } from '../../../models/settings.ts';
import type { Sampling, VisibleSettings } from '../../../models/settings.ts';
import type { MessageKey } from '../../i18n/translate.ts';
import { t } from '../../i18n/translate.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField, OptionalNumber, Row } from './fields.tsx';
import { TextSetting } from './text-setting.tsx';

type PlainField = Exclude<keyof Sampling, 'seed' | 'maxTokens'>;

const plainFields: {
  field: PlainField;
  title: MessageKey;
  help: MessageKey;
  max: number;
  min: number;
  step: number;
}[] = [
  { field: 'temperature', title: 'temperature.title', help: 'temperature.help', min: 0, max: 2, step: 0.1 },
  { field: 'topK', title: 'topK.title', help: 'topK.help', min: 0, max: 1000, step: 1 },
  { field: 'topP', title: 'topP.title', help: 'topP.help', min: 0, max: 1, step: 0.01 },
  { field: 'minP', title: 'minP.title', help: 'minP.help', min: 0, max: 1, step: 0.01 },
  { field: 'repeatPenalty', title: 'repeatPenalty.title', help: 'repeatPenalty.help', min: 1, max: 2, step: 0.05 },
];

/** The system prompt, and how the next token is chosen. */
export function RepliesSection({ settings }: { settings: VisibleSettings }) {
  const { sampling } = settings;
  const change = (patch: Partial<Sampling>): void => void updateSettings({ sampling: patch });
  return (
    <>
      <Row label={t('systemPrompt.title')} help={t('systemPrompt.help')} htmlFor="system-prompt" stacked>
        <TextSetting
          id="system-prompt"
          rows={4}
          text={settings.systemPrompt}
          maxLength={20_000}
          onSave={(systemPrompt) => updateSettings({ systemPrompt })}
        />
      </Row>
      {plainFields.map(({ field, title, help, ...range }) => (
        <Row key={field} label={t(title)} help={t(help)} htmlFor={field}>
          <NumberField
            id={field}
            label={t(title)}
            value={sampling[field]}
            integer={field === 'topK'}
            {...range}
            onCommit={(value) => change({ [field]: value })}
          />
        </Row>
      ))}
      <Row label={t('maxTokens.title')} help={t('maxTokens.help')}>
        <OptionalNumber
          id="max-tokens"
          label={t('maxTokens.title')}
          value={sampling.maxTokens}
          absent={null}
          absentText={t('maxTokens.none')}
          initial={1024}
          min={1}
          max={1_000_000}
          step={1}
          integer
          onCommit={(maxTokens) => change({ maxTokens })}
        />
      </Row>
      <Row label={t('seed.title')} help={t('seed.help')}>
        <OptionalNumber
          id="seed"
          label={t('seed.title')}
          value={sampling.seed}
          absent={null}
          absentText={t('seed.none')}
          initial={1}
          min={0}
          max={4_294_967_295}
          step={1}
          integer
          onCommit={(seed) => change({ seed })}
        />
      </Row>
      <div className="py-3.5">
        <Button onClick={() => change(defaultSettings.sampling)}>
          <RotateCcw className="size-4" />
          {t('settings.resetSampling')}
        </Button>
      </div>
    </>
  );
}
