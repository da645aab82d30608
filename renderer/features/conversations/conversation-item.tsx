import { Menu } from '@base-ui/react/menu';
import { Ellipsis, Pencil, ShieldAlert, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import { host } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { useConversations } from '../../stores/conversations-store.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { openConversation, useView } from '../../stores/view-store.ts';

interface ItemProps {
  id: string;
  onDelete(id: string): void;
}

/** A conversation in the sidebar: opens it, renames it in place, or asks to delete it. */
export const ConversationItem = memo(function ConversationItem({ id, onDelete }: ItemProps) {
  const conversation = useConversations(({ byId }) => byId[id]);
  const selected = useView((view) => view.screen === 'chat' && view.conversationId === id);
  const [renaming, setRenaming] = useState(false);
  if (conversation === undefined) return null;
  const title = conversation.title || t('conversation.untitled');
  if (renaming) return <TitleInput id={id} title={conversation.title} onDone={() => setRenaming(false)} />;
  return (
    <div
      className={`group/item relative flex h-9 items-center rounded-[10px] ${selected ? 'bg-accent-soft' : 'hover:bg-hover'}`}
      data-testid="conversation-item"
      data-conversation-id={id}
      data-selected={selected}
    >
      <button
        type="button"
        aria-current={selected ? 'page' : undefined}
        onClick={() => openConversation(id)}
        onDoubleClick={() => setRenaming(true)}
        title={title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-[10px] px-3 text-start text-sm"
      >
        <span className="min-w-0 flex-1 truncate">
          <bdi>{title}</bdi>
        </span>
        {conversation.generating && (
          <span
            role="img"
            aria-label={t('conversation.generating')}
            className="size-2 animate-pulse rounded-full bg-accent"
          />
        )}
        {conversation.restart !== null && (
          <ShieldAlert aria-label={t('conversation.closed')} className="size-4 shrink-0 text-warning" />
        )}
      </button>
      <ItemMenu title={title} onRename={() => setRenaming(true)} onDelete={() => onDelete(id)} />
    </div>
  );
});

function ItemMenu({ title, onRename, onDelete }: { title: string; onRename(): void; onDelete(): void }) {
  const itemClass = 'flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-hover';
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={t('conversation.menu', { title })}
        className="me-1 inline-flex size-7 w-0 shrink-0 items-center justify-center overflow-hidden rounded-lg text-ink-soft group-focus-within/item:w-7 group-hover/item:w-7 hover:bg-hover hover:text-ink data-popup-open:w-7"
        data-testid="conversation-menu"
      >
        <Ellipsis className="size-4" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-40">
          <Menu.Popup className="popup min-w-40 p-1.5" finalFocus={false}>
            <Menu.Item className={itemClass} onClick={onRename} data-testid="conversation-rename">
              <Pencil className="size-4 text-ink-soft" />
              {t('conversation.rename')}
            </Menu.Item>
            <Menu.Item className={`${itemClass} text-danger`} onClick={onDelete} data-testid="conversation-delete">
              <Trash2 className="size-4" />
              {t('conversation.delete')}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** The input is not controlled, so that what is typed is never written into the DOM. */
function TitleInput({ id, title, onDone }: { id: string; title: string; onDone(): void }) {
  const commit = (text: string): void => {
    const next = text.trim();
    onDone();
    if (next !== '' && next !== title)
      host.conversations.rename({ conversationId: id, title: next }).catch(reportFailure);
  };
  return (
    <input
      defaultValue={title}
      ref={focusAndSelect}
      dir="auto"
      maxLength={200}
      aria-label={t('conversation.newTitle')}
      onBlur={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') onDone();
      }}
      className="field h-9 px-2.5"
      data-testid="conversation-title"
    />
  );
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
