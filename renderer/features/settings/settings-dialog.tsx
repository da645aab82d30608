import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { Boxes, Cpu, FlaskConical, Info, MessageSquareText, Palette, ShieldCheck, X } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { AboutSection, AppearanceSection } from './appearance-section.tsx';
import { EngineSection } from './engine-section.tsx';
import { FilterSection } from './filter/filter-section.tsx';
import { WorkbenchSection } from './filter/workbench-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { RepliesSection } from './replies-section.tsx';

const sections = [
  { value: 'appearance', icon: Palette },
  { value: 'engine', icon: Cpu },
  { value: 'models', icon: Boxes },
  { value: 'replies', icon: MessageSquareText },
  { value: 'filter', icon: ShieldCheck },
  { value: 'workbench', icon: FlaskConical },
  { value: 'about', icon: Info },
] as const;

/** All settings. Each counts as soon as it is changed. */
export function SettingsDialog({ notices }: { notices: React.ReactNode }) {
  const settings = useSettings((state) => state.settings);
  if (settings === null) return null;
  return (
    <Dialog.Root open onOpenChange={(open) => useView.setState({ settingsOpen: open })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop z-40" />
        <Dialog.Popup
          className="popup fixed start-1/2 top-1/2 z-40 flex h-[min(40rem,calc(100vh-2rem))] w-[min(50rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col overflow-hidden rtl:translate-x-1/2"
          data-testid="settings-dialog"
        >
          <div className="flex h-14 shrink-0 items-center justify-between border-b border-line ps-5 pe-3">
            <Dialog.Title className="text-base font-semibold">{t('settings.title')}</Dialog.Title>
            <Dialog.Close render={<IconButton label={t('common.close')} data-testid="settings-close" />}>
              <X />
            </Dialog.Close>
          </div>
          {/* What lies behind the dialog cannot be read or dismissed. */}
          <div className="max-h-40 shrink-0 overflow-y-auto">{notices}</div>
          <Tabs.Root defaultValue="appearance" orientation="vertical" className="flex min-h-0 flex-1">
            <Tabs.List className="flex w-44 shrink-0 flex-col gap-0.5 border-e border-line bg-sunken p-2.5">
              {sections.map(({ value, icon: Icon }) => (
                <Tabs.Tab
                  key={value}
                  value={value}
                  className="flex min-h-9 items-center gap-2.5 rounded-[10px] px-3 py-1.5 text-start text-sm/5 text-ink-soft hover:bg-hover data-active:bg-surface data-active:text-ink data-active:shadow-raised"
                  data-testid={`settings-tab-${value}`}
                >
                  <Icon className="size-4 shrink-0" />
                  {t(`settings.${value}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <div className="min-w-0 flex-1 divide-line overflow-y-auto px-6 py-2 [&>div]:divide-y [&>div]:divide-line">
              <Tabs.Panel value="appearance">
                <AppearanceSection settings={settings} />
              </Tabs.Panel>
              <Tabs.Panel value="engine">
                <EngineSection settings={settings} />
              </Tabs.Panel>
              <Tabs.Panel value="models">
                <ModelsSection settings={settings} />
              </Tabs.Panel>
              <Tabs.Panel value="replies">
                <RepliesSection settings={settings} />
              </Tabs.Panel>
              <Tabs.Panel value="filter">
                <FilterSection />
              </Tabs.Panel>
              <Tabs.Panel value="workbench">
                <WorkbenchSection />
              </Tabs.Panel>
              <Tabs.Panel value="about">
                <AboutSection />
              </Tabs.Panel>
            </div>
          </Tabs.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
