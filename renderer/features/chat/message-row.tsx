import { Pin } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../../../models/conversation/conversation.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { toggleFold, useFold } from '../../stores/folds-store.ts';
import { ContextLine } from './context-line.tsx';
import { CrashCard } from './crash-card.tsx';
import { LiveActivity } from './live-activity.tsx';
import { MarkdownText } from './markdown-text.tsx';
import { MessageActions } from './message-actions.tsx';
import { Reasoning } from './reasoning.tsx';

/** One turn. It renders again only when its own message changes. */
export const MessageRow = memo(function MessageRow({ id }: { id: string }) {
  const message = useChat(({ view }) => view?.messages[id]);
  if (message === undefined) return <div />;
  const isUser = message.role === 'user';
  return (
    <article
      dir="auto"
      aria-label={isUser ? t('message.yours') : t('message.reply', { model: message.modelName ?? t('message.aModel') })}
      className="group mx-auto w-full max-w-[50rem] px-5 py-3"
      data-testid="message"
      data-role={message.role}
      data-status={message.status}
      data-message-id={message.id}
    >
      <ContextLine messageId={id} />
      {message.pinned && <PinnedMark atEnd={isUser} />}
      {isUser ? <UserTurn message={message} /> : <ReplyTurn message={message} />}
    </article>
  );
});

/** Shown always: what is pinned counts also while nobody points at it. */
function PinnedMark({ atEnd }: { atEnd: boolean }) {
  return (
    <p
      className={`mb-1 flex items-center gap-1 text-xs text-ink-faint ${atEnd ? 'justify-end' : ''}`}
      title={t('message.pinnedHelp')}
      data-testid="pinned-mark"
    >
      <Pin className="size-3.5 text-accent-text" aria-hidden />
      {t('message.pinned')}
    </p>
  );
}

/** More of a message than this is shown on demand: a pasted book must not weigh on the window. */
const longestShown = 8_000;

function UserTurn({ message }: { message: Message }) {
  const unfolded = useFold(message.id);
  const shown =
    unfolded || message.text.length <= longestShown
      ? message.text
      : `${message.text.slice(0, longestShown).replace(/[\uD800-\uDBFF]$/, '')}…`;
  return (
    <div className="flex flex-row-reverse items-end gap-2">
      <p
        dir="auto"
        className="max-w-[85%] rounded-[18px] rounded-ee-md bg-bubble px-4 py-2.5 break-words whitespace-pre-wrap"
        data-testid="message-text"
      >
        {shown}
        {shown !== message.text && (
          <button
            type="button"
            onClick={() => toggleFold(message.id)}
            className="mt-1 block text-sm text-accent-text underline underline-offset-3"
          >
            {t('message.showAll', { count: formatNumber(message.text.length, 0) })}
          </button>
        )}
      </p>
      <MessageActions message={message} />
    </div>
  );
}

function ReplyTurn({ message }: { message: Message }) {
  const live = message.status === 'streaming';
  const broken = message.status === 'interrupted' || message.status === 'failed';
  return (
    <div className="flex flex-col gap-2.5">
      {message.reasoning !== '' && <Reasoning message={message} />}
      {message.text !== '' && (
        <div data-testid="message-text">
          <MarkdownText text={message.text} live={live} />
        </div>
      )}
      {live && <LiveActivity messageId={message.id} begun={message.text !== '' || message.reasoning !== ''} />}
      <Remarks message={message} />
      {broken && <CrashCard message={message} />}
      {!live && <MessageActions message={message} />}
    </div>
  );
}

function Remarks({ message }: { message: Message }) {
  const remarks = [
    message.status === 'stopped' && t('message.stopped'),
    message.status === 'withheld' && t('message.withheld'),
    message.stats?.stopReason === 'maxTokens' && t('message.tokenLimit'),
    message.stats?.stopReason === 'contextFull' && t('message.contextFull'),
    message.stats?.contextShifted && !message.stats.droppedMessages && t('message.contextShifted'),
  ].filter((remark) => typeof remark === 'string');
  return remarks.map((remark) => (
    <p key={remark} dir="auto" className="text-[13px] text-ink-faint" data-testid="message-remark">
      {remark}
    </p>
  ));
}
