import { useEffect, useRef, useState } from 'react';
import { t } from '../../i18n/translate.ts';
import type { ChatView } from '../../stores/apply-chat-events.ts';
import { useChat } from '../../stores/chat-store.ts';
import { startAfterRestart, useView } from '../../stores/view-store.ts';
import { ExpertsMark } from '../../ui/experts-mark.tsx';
import { forkConversation } from './chat-actions.ts';
import { Composer } from './composer.tsx';
import type { ComposerHandle } from './composer.tsx';
import { EmptyChat } from './empty-chat.tsx';
import { MessageList } from './message-list.tsx';
import type { MessageListHandle } from './message-list.tsx';
import { preloadMarkdown } from './markdown-text.tsx';
import { RestartCard } from './restart-card.tsx';

/** The conversation in view with its composer, and what stands before that. */
export function ChatPane({ beforeComposer }: { beforeComposer: React.ReactNode }) {
  const conversationId = useView((view) => view.conversationId);
  const restartOfNew = useView((view) => view.restartOfNew);
  const status = useChat((chat) => (chat.conversationId === conversationId ? chat.status : 'loading'));
  const restart = useChat(({ view }) => view?.conversation.restart ?? null);
  const title = useChat(({ view }) => view?.conversation.title);
  const generating = useChat(({ view }) => view?.live != null);
  const canFork = useChat(({ view }) => view !== null && hasCleanTurns(view));
  const composer = useRef<ComposerHandle>(null);
  const list = useRef<MessageListHandle>(null);
  const ready = status === 'ready';
  useEffect(preloadMarkdown, []);
  const shown = conversationId === null ? restartOfNew : ready ? restart : null;
  const card = shown !== null && (
    <RestartCard
      restart={shown}
      isNew={conversationId === null}
      onShowInDraft={(start, end) => composer.current?.selectSpan(start, end) ?? false}
      onStartNew={startAfterRestart}
      onFork={conversationId !== null && canFork ? () => void forkConversation(conversationId) : null}
    />
  );

  return (
    <main className="flex min-h-0 flex-1 flex-col" aria-label={t('chat.label')}>
      {(conversationId !== null || card) && (
        <h1 dir="auto" className="sr-only">
          {(conversationId !== null && title) || t('sidebar.newChat')}
        </h1>
      )}
      {conversationId === null && !card && <EmptyChat onExample={(text) => composer.current?.send(text)} />}
      {conversationId === null && card && (
        <div className="min-h-0 flex-1 content-center overflow-y-auto py-6">{card}</div>
      )}
      {conversationId !== null && ready && <Messages key={conversationId} ref={list} footer={card} />}
      {conversationId !== null && !ready && <Waiting failed={status === 'failed'} />}
      <Announcer />
      {beforeComposer}
      <Composer
        ref={composer}
        conversationId={conversationId}
        ready={ready}
        generating={ready && generating}
        closed={ready && restart !== null}
        onSent={() => list.current?.followEnd()}
      />
    </main>
  );
}

/** Whether something is left to go on from: a withheld reply takes its question along. */
function hasCleanTurns({ conversation, order }: ChatView): boolean {
  return order.length > (conversation.restart?.source === 'input' ? 0 : 2);
}

function Messages({ ref, footer }: { ref: React.Ref<MessageListHandle>; footer: React.ReactNode }) {
  const order = useChat(({ view }) => view?.order);
  return <MessageList ref={ref} order={order ?? []} footer={footer} />;
}

function Waiting({ failed }: { failed: boolean }) {
  return (
    <div
      className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 text-sm text-ink-faint"
      role="status"
    >
      <ExpertsMark live={!failed} className="size-8" />
      {failed ? t('chat.failed') : t('chat.loading')}
    </div>
  );
}

/** Tells a screen reader once that a reply has ended, instead of every token. */
function Announcer() {
  const liveId = useChat(({ view }) => view?.live?.messageId ?? null);
  const restart = useChat(({ view }) => view?.conversation.restart ?? null);
  const before = useRef(liveId);
  const [text, setText] = useState('');
  useEffect(() => {
    const ended = before.current;
    before.current = liveId;
    if (liveId !== null) return setText(t('announce.started'));
    if (ended === null) return;
    const message = useChat.getState().view?.messages[ended];
    if (restart !== null) setText(t('announce.restarted'));
    else if (message !== undefined)
      setText(message.status === 'complete' ? t('announce.finished') : t('announce.ended'));
  }, [liveId, restart]);
  return (
    <p aria-live="polite" className="sr-only" data-testid="announcer">
      {text}
    </p>
  );
}
