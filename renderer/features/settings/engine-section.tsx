import type { VisibleSettings } from '../../../models/settings.ts';
import { t } from '../../i18n/translate.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Choice, OptionalNumber, Row } from './fields.tsx';

/** Where the model computes and how much of the machine it takes. */
export function EngineSection({ settings }: { settings: VisibleSettings }) {
  return (
    <>
      <Row label={t('device.title')} help={t('device.help')}>
        <Choice
          label={t('device.title')}
          value={settings.device}
          options={[
            ['auto', t('settings.automatic')],
            ['cpu', t('device.cpu')],
          ]}
          onChange={(device) => void updateSettings({ device })}
        />
      </Row>
      <Row label={t('threads.title')} help={t('threads.help')}>
        <OptionalNumber
          id="threads"
          label={t('threads.title')}
          value={settings.threads}
          absent="auto"
          absentText={t('settings.automatic')}
          initial={Math.max(1, Math.floor(navigator.hardwareConcurrency / 2))}
          min={1}
          max={256}
          step={1}
          integer
          onCommit={(threads) => void updateSettings({ threads })}
        />
      </Row>
      <Row label={t('contextSize.title')} help={t('contextSize.help')}>
        <OptionalNumber
          id="context-size"
          label={t('contextSize.title')}
          value={settings.contextSize}
          absent="auto"
          absentText={t('settings.automatic')}
          initial={4096}
          min={256}
          max={1_048_576}
          step={256}
          integer
          onCommit={(contextSize) => void updateSettings({ contextSize })}
        />
      </Row>
      <Row label={t('idle.title')} help={t('idle.help')}>
        <OptionalNumber
          id="idle-unload"
          label={t('idle.title')}
          value={settings.idleUnloadMinutes}
          absent={null}
          absentText={t('idle.keep')}
          initial={30}
          min={1}
          max={10_080}
          step={1}
          integer
          onCommit={(idleUnloadMinutes) => void updateSettings({ idleUnloadMinutes })}
        />
      </Row>
      <p className="py-3.5 text-[13px] text-ink-soft">{t('settings.reloadNote')}</p>
    </>
  );
}
