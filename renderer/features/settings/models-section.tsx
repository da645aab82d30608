import { ORPCError } from '@orpc/client';
import { useState } from 'react';
import { findLevel } from '../../../models/catalog/quantization-levels.ts';
import type { SettingsPatch, VisibleSettings } from '../../../models/settings.ts';
import { host } from '../../host/connect.ts';
import { describeFailure } from '../../host/describe-failure.ts';
import { t } from '../../i18n/translate.ts';
import { setSettings, updateSettings } from '../../stores/settings-store.ts';
import { TokenForm } from '../../ui/token-form.tsx';
import { NumberField, OptionalNumber, Row } from '../../ui/fields.tsx';
import { TextSetting } from './text-setting.tsx';

/** Levels that are worth preferring, from the most exact to the smallest. */
const levels = ['BF16', 'Q8_0', 'Q6_K', 'Q5_K_M', 'Q4_K_M', 'MXFP4', 'IQ4_XS', 'Q3_K_M', 'IQ3_XXS', 'Q2_K', 'IQ2_M'];

const bytesPerMb = 1_000_000;

/** Which level is recommended, how downloads run, and where models come from. */
export function ModelsSection({ settings }: { settings: VisibleSettings }) {
  const { downloads, preferredLevel } = settings;
  const known = preferredLevel === 'auto' || levels.includes(preferredLevel);
  return (
    <>
      <Row label={t('preferred.title')} help={t('preferred.help')} htmlFor="preferred-level" stacked>
        <select
          id="preferred-level"
          value={preferredLevel}
          onChange={(event) => void updateSettings({ preferredLevel: event.target.value })}
          className="field w-auto! max-w-full"
          data-testid="preferred-level"
        >
          <option value="auto">{t('preferred.auto')}</option>
          {!known && <option value={preferredLevel}>{preferredLevel}</option>}
          {levels.map((level) => (
            <option key={level} value={level}>
              {t('preferred.level', { level, loss: t(`loss.${findLevel(level)?.qualityLoss ?? 'none'}`) })}
            </option>
          ))}
        </select>
      </Row>
      <Row label={t('parallel.title')} help={t('parallel.help')} htmlFor="downloads-parallel">
        <NumberField
          id="downloads-parallel"
          label={t('parallel.title')}
          value={downloads.parallel}
          min={1}
          max={8}
          step={1}
          integer
          onCommit={(parallel) => void updateSettings({ downloads: { parallel } })}
        />
      </Row>
      <Row label={t('connections.title')} help={t('connections.help')} htmlFor="downloads-connections">
        <NumberField
          id="downloads-connections"
          label={t('connections.title')}
          value={downloads.connections}
          min={1}
          max={16}
          step={1}
          integer
          onCommit={(connections) => void updateSettings({ downloads: { connections } })}
        />
      </Row>
      <Row label={t('speedlimit.title')} help={t('speedlimit.help')}>
        <OptionalNumber
          id="speed-limit"
          label={t('speedlimit.title')}
          value={downloads.speedLimit === null ? null : downloads.speedLimit / bytesPerMb}
          absent={null}
          absentText={t('speedlimit.none')}
          initial={5}
          min={0.01}
          max={10_000}
          step={0.5}
          integer={false}
          onCommit={(limit) =>
            void updateSettings({ downloads: { speedLimit: limit === null ? null : Math.round(limit * bytesPerMb) } })
          }
        />
      </Row>
      <HubFields settings={settings} />
      <div className="py-3.5">
        <h3 className="text-sm font-medium">{t('token.title')}</h3>
        <p className="mt-0.5 mb-2.5 text-[13px] leading-snug text-ink-soft">{t('token.help')}</p>
        <TokenForm />
      </div>
    </>
  );
}

function HubFields({ settings: { hub } }: { settings: VisibleSettings }) {
  const endpoint = useAddresses();
  const mirrors = useAddresses();
  return (
    <>
      <Row label={t('endpoint.title')} help={t('endpoint.help')} htmlFor="hub-endpoint" stacked>
        <TextSetting
          id="hub-endpoint"
          rows={1}
          text={hub.endpoint}
          maxLength={500}
          monospaced
          testId="hub-endpoint"
          saveTestId="hub-endpoint-save"
          onSave={(text) => endpoint.save({ hub: { endpoint: text.trim() } })}
        />
        <Problem text={endpoint.problem} testId="hub-endpoint-error" />
      </Row>
      <Row label={t('mirrors.title')} help={t('mirrors.help')} htmlFor="hub-mirrors" stacked>
        <TextSetting
          id="hub-mirrors"
          rows={2}
          text={hub.mirrors.join('\n')}
          maxLength={4100}
          monospaced
          testId="hub-mirrors"
          saveTestId="hub-mirrors-save"
          onSave={(text) => mirrors.save({ hub: { mirrors: text.split(/\s+/).filter((line) => line !== '') } })}
        />
        <Problem text={mirrors.problem} testId="hub-mirrors-error" />
      </Row>
    </>
  );
}

function Problem({ text, testId }: { text: string | null; testId: string }) {
  return (
    <p role="alert" className="mt-1.5 text-[13px] text-danger empty:hidden" data-testid={testId}>
      {text}
    </p>
  );
}

/** Saves addresses, and says what is wrong with them beside the field instead of above the window. */
function useAddresses(): { problem: string | null; save(patch: SettingsPatch): Promise<boolean> } {
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (patch: SettingsPatch): Promise<boolean> => {
    try {
      setSettings(await host.settings.update(patch));
      setProblem(null);
      return true;
    } catch (error) {
      // The contract refuses what is no address before the host sees it.
      const refused = error instanceof ORPCError && error.code === 'BAD_REQUEST';
      setProblem(refused ? t('endpoint.wrong') : describeFailure(error));
      return false;
    }
  };
  return { problem, save };
}
