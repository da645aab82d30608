import { RotateCcw, Unplug } from 'lucide-react';
import type { Message } from '../../../models/conversation/conversation.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { Button } from '../../ui/button.tsx';
import { FoldedDetails } from '../../ui/folded-details.tsx';
import { regenerateReply } from './chat-actions.ts';

/** Why a reply broke off or never began, with the way on. What was already written stays above it. */
export function CrashCard({ message }: { message: Message }) {
  const generating = useChat(({ view }) => view?.live != null);
  const closed = useChat(({ view }) => view?.conversation.restart != null);
  const title = message.status === 'interrupted' ? t('crash.interrupted') : t('crash.failed');
  return (
    <section
      aria-label={title}
      className="rise rounded-2xl border border-danger-line bg-danger-soft p-4"
      data-testid="crash-card"
    >
      <div className="flex gap-3">
        <Unplug className="mt-0.5 size-5 shrink-0 text-danger" />
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-sm" dir="auto">
            {message.failure?.message ?? t('crash.unknown')}
          </p>
          <FoldedDetails title={t('crash.details')} lines={message.failure?.details ?? []} />
          {!closed && (
            <Button
              className="mt-3"
              disabled={generating}
              onClick={() => regenerateReply(message.conversationId, message.id)}
              data-testid="crash-retry"
            >
              <RotateCcw className="size-4" />
              {t('crash.retry')}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
