import { Dialog } from '@base-ui/react/dialog';
import { PanelLeft, SquarePen } from 'lucide-react';
import { Suspense, lazy, useEffect } from 'react';
import { ChatPane } from './features/chat/chat-pane.tsx';
import { ConnectionState } from './features/connection/connection-state.tsx';
import { Sidebar } from './features/conversations/sidebar.tsx';
import { EngineStatus } from './features/engine/engine-status.tsx';
import { EngineTrouble } from './features/engine/engine-trouble.tsx';
import { DownloadsAnnouncer } from './features/library/downloads-announcer.tsx';
import { DropTarget } from './features/library/drop-target.tsx';
import { LoadFailure } from './features/models/load-failure.tsx';
import { ModelPicker } from './features/models/model-picker.tsx';
import { JobAnnouncer } from './features/run/job-announcer.tsx';
import { TuneOffer } from './features/run/tune-offer.tsx';
import { Notices } from './features/notices/notices.tsx';
import { t } from './i18n/translate.ts';
import { readShortcut } from './shortcuts.ts';
import { useConversations } from './stores/conversations-store.ts';
import { isActive, useDownloads } from './stores/downloads-store.ts';
import { useLibrary } from './stores/library-store.ts';
import { narrowWindow, openConversation, showModels, toggleSidebar, useView } from './stores/view-store.ts';
import { IconButton } from './ui/button.tsx';
import { DownloadMark } from './ui/download-mark.tsx';
import { useMediaQuery } from './ui/use-media-query.ts';

const SettingsDialog = lazy(async () => ({
  default: (await import('./features/settings/settings-dialog.tsx')).SettingsDialog,
}));

// The chat's first paint does not wait for the models screen and its dialogs.
const ModelsScreen = lazy(async () => ({
  default: (await import('./features/library/models-screen.tsx')).ModelsScreen,
}));
const DropDialog = lazy(async () => ({ default: (await import('./features/library/drop-dialog.tsx')).DropDialog }));

const RunDialogs = lazy(async () => ({ default: (await import('./features/run/run-dialogs.tsx')).RunDialogs }));

/** The window. */
export function App() {
  useShortcuts();
  useWindowTitle();
  const narrow = useMediaQuery(narrowWindow);
  const sidebarOpen = useView((view) => view.sidebarOpen);
  const settingsOpen = useView((view) => view.settingsOpen);
  const runDialog = useView((view) => view.runDialog !== null);
  const screen = useView((view) => view.screen);
  const dropped = useLibrary((library) => library.dropped !== null);
  const showSidebar = sidebarOpen && !narrow;
  return (
    <div className="flex h-full">
      {showSidebar && (
        <aside className="w-[268px] shrink-0 border-e border-line">
          <Sidebar />
        </aside>
      )}
      {narrow && <Drawer />}
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-14 shrink-0 items-center gap-1 px-3">
          {!showSidebar && <SidebarButtons />}
          <ModelPicker />
          <span className="flex-1" />
          {!showSidebar && <DownloadsButton />}
          <EngineStatus />
        </header>
        <ConnectionState />
        {!settingsOpen && <Notices />}
        <EngineTrouble />
        <LoadFailure />
        {screen === 'chat' ? (
          <ChatPane beforeComposer={<TuneOffer />} />
        ) : (
          <Suspense fallback={<main className="flex-1" />}>
            <ModelsScreen />
          </Suspense>
        )}
      </div>
      <DownloadsAnnouncer />
      <JobAnnouncer />
      <DropTarget />
      {dropped && (
        <Suspense>
          <DropDialog />
        </Suspense>
      )}
      {runDialog && (
        <Suspense>
          <RunDialogs />
        </Suspense>
      )}
      {settingsOpen && (
        <Suspense>
          <SettingsDialog notices={<Notices />} />
        </Suspense>
      )}
    </div>
  );
}

function SidebarButtons() {
  return (
    <>
      <IconButton label={t('sidebar.open')} onClick={toggleSidebar} data-testid="sidebar-open">
        <PanelLeft className="rtl:-scale-x-100" />
      </IconButton>
      <IconButton label={t('sidebar.newChat')} onClick={() => openConversation(null)} data-testid="new-chat-header">
        <SquarePen />
      </IconButton>
    </>
  );
}

/** Where the sidebar does not show it, the header says that downloads run. */
function DownloadsButton() {
  const active = useDownloads(({ byId }) => Object.values(byId).some(isActive));
  if (!active) return null;
  return (
    <button
      type="button"
      onClick={() => showModels('downloads')}
      className="flex h-9 shrink-0 items-center rounded-[10px] px-2 hover:bg-hover"
      data-testid="downloads-open"
    >
      <DownloadMark />
    </button>
  );
}

/** In a narrow window the sidebar slides over the page. */
function Drawer() {
  const open = useView((view) => view.drawerOpen);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => useView.setState({ drawerOpen: next })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop z-30" />
        <Dialog.Popup
          className="drawer fixed inset-y-0 start-0 z-30 w-[min(300px,85vw)] shadow-floating"
          aria-label={t('sidebar.label')}
        >
          <Sidebar />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const shortcut = readShortcut(event);
      if (shortcut === null) return;
      event.preventDefault();
      if (shortcut === 'newChat') openConversation(null);
      if (shortcut === 'sidebar') toggleSidebar();
      if (shortcut === 'settings') useView.setState({ settingsOpen: true });
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function useWindowTitle(): void {
  const conversationId = useView((view) => view.conversationId);
  const screen = useView((view) => view.screen);
  const conversation = useConversations(({ byId }) => byId[conversationId ?? '']?.title);
  const title = screen === 'models' ? t('screen.title') : conversation;
  useEffect(() => {
    document.title = title ? `${title} – Conclave` : 'Conclave';
  }, [title]);
}
