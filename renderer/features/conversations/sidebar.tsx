import { PanelLeftClose, Settings, SquarePen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Virtualizer } from 'virtua';
import { host } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { useConversations } from '../../stores/conversations-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { openConversation, toggleSidebar, useView } from '../../stores/view-store.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { IconButton } from '../../ui/button.tsx';
import { ExpertsMark } from '../../ui/experts-mark.tsx';
import { ConversationItem } from './conversation-item.tsx';
import { groupByDate } from './group-by-date.ts';
import type { ListRow } from './group-by-date.ts';
import { ModelsButton } from './models-button.tsx';

/** New chat, all conversations, settings. */
export function Sidebar() {
  const [deletingId, setDeletingId] = useState<string | null>(null);
  const deletingTitle = useConversations(({ byId }) => (deletingId === null ? undefined : byId[deletingId]?.title));
  return (
    <nav aria-label={t('sidebar.label')} className="flex h-full flex-col bg-sidebar">
      <div className="flex h-14 items-center gap-2.5 ps-4 pe-2.5">
        <ExpertsMark className="size-6" />
        <span className="flex-1 font-display text-[1.15rem] tracking-tight">Conclave</span>
        <IconButton label={t('sidebar.close')} onClick={toggleSidebar} data-testid="sidebar-close">
          <PanelLeftClose className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <div className="px-2.5 pb-2">
        <button
          type="button"
          onClick={() => openConversation(null)}
          className="flex h-9 w-full items-center gap-2.5 rounded-[10px] border border-line bg-surface px-3 text-sm font-medium shadow-raised hover:border-line-strong"
          data-testid="new-chat"
        >
          <SquarePen className="size-4 text-accent-text" />
          {t('sidebar.newChat')}
        </button>
      </div>
      <ConversationList onDelete={setDeletingId} />
      <div className="border-t border-line p-2.5">
        <ModelsButton />
        <button
          type="button"
          onClick={() => useView.setState({ settingsOpen: true, drawerOpen: false })}
          className="flex h-9 w-full items-center gap-2.5 rounded-[10px] px-3 text-sm text-ink-soft hover:bg-hover hover:text-ink"
          data-testid="settings-open"
        >
          <Settings className="size-4" />
          {t('settings.title')}
        </button>
      </div>
      <AskDialog
        open={deletingId !== null}
        title={t('conversation.deleteTitle')}
        text={t('conversation.deleteText', { title: deletingTitle || t('conversation.untitled') })}
        confirm={t('conversation.delete')}
        onConfirm={() => deletingId !== null && deleteConversation(deletingId)}
        onClose={() => setDeletingId(null)}
      />
    </nav>
  );
}

function ConversationList({ onDelete }: { onDelete(id: string): void }) {
  const ready = useConversations((state) => state.ready);
  const order = useConversations((state) => state.order);
  const byId = useConversations((state) => state.byId);
  const listed = order.flatMap((id) => byId[id] ?? []);
  const rows = groupByDate(listed, useToday());
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-2.5" data-testid="conversation-list">
      {ready && rows.length === 0 && <p className="px-3 py-4 text-sm text-ink-faint">{t('sidebar.empty')}</p>}
      <Virtualizer as="ul" item="li" data={rows}>
        {(row: ListRow) =>
          row.kind === 'heading' ? (
            <h2 key={row.group} className="px-3 pt-3.5 pb-1 text-xs font-medium text-ink-faint">
              {t(`age.${row.group}`)}
            </h2>
          ) : (
            <ConversationItem key={row.id} id={row.id} onDelete={onDelete} />
          )
        }
      </Virtualizer>
    </div>
  );
}

/** The present day. It moves on at midnight, and with it the groups. */
function useToday(): Date {
  const [today, setToday] = useState(() => new Date());
  useEffect(() => {
    const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1).getTime();
    const timer = setTimeout(() => setToday(new Date()), midnight - Date.now() + 1000);
    return () => clearTimeout(timer);
  }, [today]);
  return today;
}

function deleteConversation(conversationId: string): void {
  // The page leaves it when the host says so: through `app.watch` and the conversation's own watch.
  host.conversations.delete({ conversationId }).catch(reportFailure);
}
