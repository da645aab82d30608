import { ChevronLeft, ChevronRight, Pin, PinOff, RefreshCw } from 'lucide-react';
import type { Message } from '../../../models/conversation/conversation.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { pinMessage, regenerateReply, showVersion } from './chat-actions.ts';
import { MessageDetails } from './message-details.tsx';

/** Versions, copy, regenerate and details of a finished turn. */
export function MessageActions({ message }: { message: Message }) {
  const closed = useChat(({ view }) => view?.conversation.restart != null);
  const generating = useChat(({ view }) => view?.live != null);
  return (
    <div className="flex h-8 empty:hidden items-center group-data-[role=assistant]:-ms-2 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 group-data-[role=assistant]:opacity-100">
      {message.versions.length > 1 && <VersionSwitch message={message} disabled={generating} />}
      {message.text !== '' && <CopyButton getText={() => message.text} label={t('message.copy')} testId="copy" />}
      {message.role === 'assistant' && message.failure === null && !closed && (
        <IconButton
          label={t('message.regenerate')}
          disabled={generating}
          onClick={() => regenerateReply(message.conversationId, message.id)}
          data-testid="regenerate"
        >
          <RefreshCw />
        </IconButton>
      )}
      {!closed && message.text !== '' && (
        <IconButton
          label={t(message.pinned ? 'message.unpin' : 'message.pin')}
          onClick={() => pinMessage(message.conversationId, message.id, !message.pinned)}
          data-testid="pin"
          data-pinned={message.pinned}
        >
          {message.pinned ? <PinOff /> : <Pin />}
        </IconButton>
      )}
      {message.stats !== null && <MessageDetails message={message} stats={message.stats} />}
    </div>
  );
}

function VersionSwitch({ message, disabled }: { message: Message; disabled: boolean }) {
  const { versions, conversationId } = message;
  const index = versions.indexOf(message.id);
  const step = (by: number) => {
    const id = versions[index + by];
    return { disabled: disabled || id === undefined, onClick: () => id && showVersion(conversationId, id) };
  };
  return (
    <span className="flex items-center text-[13px] text-ink-soft tabular-nums">
      <IconButton label={t('version.previous')} {...step(-1)} data-testid="version-previous">
        <ChevronLeft className="rtl:-scale-x-100" />
      </IconButton>
      <span aria-label={t('version.position', { index: index + 1, count: versions.length })}>
        {index + 1}/{versions.length}
      </span>
      <IconButton label={t('version.next')} {...step(1)} data-testid="version-next">
        <ChevronRight className="rtl:-scale-x-100" />
      </IconButton>
    </span>
  );
}
