import { RotateCcw } from 'lucide-react';
import { defaultSettings } from '../../../models/settings.ts';
import type { Sampling, VisibleSettings } from '../../../models/settings.ts';
import { t } from '../../i18n/translate.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Row } from '../../ui/fields.tsx';
import { SamplingFields } from '../../ui/sampling-fields.tsx';
import { TextSetting } from './text-setting.tsx';

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
      <SamplingFields sampling={sampling} onChange={change} />
      <div className="py-3.5">
        <Button onClick={() => change(defaultSettings.sampling)}>
          <RotateCcw className="size-4" />
          {t('settings.resetSampling')}
        </Button>
      </div>
    </>
  );
}
