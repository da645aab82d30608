import { TriangleAlert } from 'lucide-react';
import type { VisibleSettings } from '../../../models/settings.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Choice, OptionalNumber, Row } from '../../ui/fields.tsx';
import { listDevices } from './list-devices.ts';

/** Where the model computes and how much of the machine it takes. */
export function EngineSection({ settings }: { settings: VisibleSettings }) {
  return (
    <>
      <DeviceRow chosen={settings.device} />
      <ThreadsRow chosen={settings.threads} />
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
      <Row label={t('contextPolicy.title')} help={t(`policyhelp.${settings.contextPolicy}`)} stacked>
        <Choice
          label={t('contextPolicy.title')}
          value={settings.contextPolicy}
          options={[
            ['dropOldest', t('contextPolicy.dropOldest')],
            ['stop', t('contextPolicy.stop')],
          ]}
          onChange={(contextPolicy) => void updateSettings({ contextPolicy })}
        />
      </Row>
      <Row label={t('speculation.title')} help={t('speculation.help')}>
        <Choice
          label={t('speculation.title')}
          value={settings.speculation}
          options={[
            ['auto', t('settings.automatic')],
            ['off', t('speculation.off')],
          ]}
          onChange={(speculation) => void updateSettings({ speculation })}
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

function DeviceRow({ chosen }: { chosen: VisibleSettings['device'] }) {
  const devices = useEngine(({ engine }) => engine?.devices);
  const inUse = useEngine(({ engine }) => engine?.device ?? null);
  const problem = useEngine(({ engine }) => engine?.deviceProblem ?? null);
  const options = listDevices(devices ?? [], chosen);
  return (
    <Row label={t('device.title')} help={t('device.help')} htmlFor="device" stacked>
      <select
        id="device"
        value={chosen}
        onChange={({ target }) => {
          const picked = options.find(([id]) => id === target.value);
          if (picked !== undefined) void updateSettings({ device: picked[0] });
        }}
        className="field w-auto! max-w-full"
        data-testid="device"
      >
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
      {inUse !== null && (
        <p className="mt-1.5 text-[13px] text-ink-soft" data-testid="device-in-use">
          {t('device.inUse', { device: inUse })}
        </p>
      )}
      {problem !== null && (
        <p
          role="status"
          className="mt-2 flex gap-2 rounded-lg border border-warning-line bg-warning-soft px-3 py-2 text-[13px]"
          data-testid="device-problem"
        >
          <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warning" aria-hidden />
          <span dir="auto">{problem}</span>
        </p>
      )}
    </Row>
  );
}

function ThreadsRow({ chosen }: { chosen: VisibleSettings['threads'] }) {
  const inUse = useModels(({ load }) => (load.status === 'loaded' ? load.info.threads : null));
  const help =
    inUse === null
      ? t('threads.help')
      : `${t('threads.help')} ${t('threads.inUse', { count: formatNumber(inUse, 0) })}`;
  return (
    <Row label={t('threads.title')} help={help}>
      <OptionalNumber
        id="threads"
        label={t('threads.title')}
        value={chosen}
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
  );
}
