import { EyeOff } from 'lucide-react';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { findContextEdge } from '../../stores/context-edge.ts';

/** Before the first message that the model still sees: how many it no longer does. */
export function ContextLine({ messageId }: { messageId: string }) {
  const dropped = useChat(({ view }) => {
    const edge = view === null ? null : findContextEdge(view);
    return edge?.messageId === messageId ? edge.dropped : 0;
  });
  if (dropped === 0) return null;
  return (
    <div
      className="mb-5 flex items-center gap-3 text-[13px] text-ink-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
      data-testid="context-edge"
      data-dropped={dropped}
    >
      <p dir="auto" className="flex min-w-0 items-center gap-2 text-center text-balance">
        <EyeOff className="size-4 shrink-0" aria-hidden />
        {t('contextLine.dropped', { count: dropped })}
      </p>
    </div>
  );
}
