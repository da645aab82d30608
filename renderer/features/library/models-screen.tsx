import { Tabs } from '@base-ui/react/tabs';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { isActive, useDownloads } from '../../stores/downloads-store.ts';
import type { Screen } from '../../stores/screen-address.ts';
import { showChat, showModels, useView } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { DiscoverTab } from './discover/discover-tab.tsx';
import { DownloadsTab } from './downloads/downloads-tab.tsx';
import { InstalledTab } from './installed/installed-tab.tsx';

const tabs = ['installed', 'discover', 'downloads'] as const;

/** The models on this machine, those that can be had, and what is on its way. */
export function ModelsScreen() {
  const tab = useView((view) => view.modelsTab);
  const repositoryId = useView((view) => view.repositoryId);
  const heading = useRef<HTMLHeadingElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // What it gives is no cleanup: a promise in newer browsers.
  useEffect(() => void scroller.current?.scrollTo(0, 0), [tab, repositoryId]);
  useEscape();
  return (
    <main className="flex min-h-0 flex-1 flex-col" aria-label={t('screen.title')} data-testid="models-screen">
      <Tabs.Root
        value={tab}
        onValueChange={(value: Screen['modelsTab']) => showModels(value)}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="border-b border-line px-4 sm:px-6">
          <div className="mx-auto flex w-full max-w-[56rem] flex-wrap items-center gap-x-6">
            <h1
              ref={heading}
              tabIndex={-1}
              className="flex h-12 items-center font-display text-xl tracking-tight outline-none"
            >
              {t('screen.title')}
            </h1>
            <Tabs.List className="order-last flex w-full gap-1 sm:order-none sm:w-auto">
              {tabs.map((value) => (
                <Tabs.Tab
                  key={value}
                  value={value}
                  // The tab one is on leads back from a repository to the catalogue.
                  onClick={() => value === tab && showModels(value)}
                  className="-mb-px flex h-10 items-center gap-2 border-b-2 border-transparent px-3 text-sm text-ink-soft -outline-offset-2 hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink sm:h-12"
                  data-testid={`models-tab-${value}`}
                >
                  {t(`screen.${value}`)}
                  {value === 'downloads' && <RunningCount />}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <IconButton
              label={t('screen.close')}
              onClick={showChat}
              className="ms-auto -me-1"
              data-testid="models-close"
            >
              <X />
            </IconButton>
          </div>
        </div>
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-4 sm:px-6">
          <div className="mx-auto w-full max-w-[56rem] pt-5 pb-12">
            <Tabs.Panel value="installed">
              <InstalledTab />
            </Tabs.Panel>
            <Tabs.Panel value="discover">
              <DiscoverTab />
            </Tabs.Panel>
            <Tabs.Panel value="downloads">
              <DownloadsTab />
            </Tabs.Panel>
          </div>
        </div>
      </Tabs.Root>
    </main>
  );
}

function RunningCount() {
  const running = useDownloads(({ byId }) => Object.values(byId).filter(isActive).length);
  if (running === 0) return null;
  return (
    <span className="min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-medium text-accent-ink tabular-nums">
      {formatNumber(running, 0)}
      <span className="sr-only"> {t('screen.running')}</span>
    </span>
  );
}

/** Escape goes back to the chat, unless something that is open above the screen takes it. */
function useEscape(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') === null) showChat();
    };
    // Asked first: what is open closes on the same key press, and would no longer be there.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, []);
}
