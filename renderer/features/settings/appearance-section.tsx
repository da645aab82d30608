import type { VisibleSettings } from '../../../models/settings.ts';
import { t } from '../../i18n/translate.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { updateSettings } from '../../stores/settings-store.ts';
import { Facts } from '../../ui/facts.tsx';
import { Choice, Row } from '../../ui/fields.tsx';

/** Light or dark. */
export function AppearanceSection({ settings }: { settings: VisibleSettings }) {
  return (
    <Row label={t('theme.title')} help={t('theme.help')}>
      <Choice
        label={t('theme.title')}
        value={settings.theme}
        options={[
          ['system', t('theme.system')],
          ['light', t('theme.light')],
          ['dark', t('theme.dark')],
        ]}
        onChange={(theme) => void updateSettings({ theme })}
      />
    </Row>
  );
}

/** Version, and where everything is kept. */
export function AboutSection() {
  const info = useEngine((state) => state.info);
  return (
    <div className="py-4">
      <p className="mb-4 text-sm text-ink-soft">{t('about.text')}</p>
      {info !== null && (
        <Facts
          facts={[
            [t('about.version'), info.version],
            [t('about.shell'), info.shell === 'desktop' ? t('about.desktop') : t('about.web')],
            [t('about.dataFolder'), info.dataFolder],
          ]}
        />
      )}
    </div>
  );
}
