import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { ExpertsMark } from '../../ui/experts-mark.tsx';

/** What the reply waits for, and once it has begun, that it goes on. */
export function LiveActivity({ messageId, begun }: { messageId: string; begun: boolean }) {
  const activity = useChat(({ view }) => (view?.live?.messageId === messageId ? view.live.activity : 'queued'));
  const percent = useModels(({ load }) => (load.status === 'loading' ? Math.floor(load.progress * 100) : null));
  const prefill = usePrefillText(messageId);
  const text = {
    queued: t('activity.queued'),
    loadingModel: percent === null ? t('activity.loadingModel') : t('activity.loadingModelAt', { percent }),
    growingContext: t('activity.growingContext'),
    prefill,
    generating: t('activity.generating'),
  }[activity];
  return (
    <div
      className="flex h-6 items-center gap-2.5 text-sm text-ink-faint"
      data-testid="activity"
      data-activity={activity}
    >
      <ExpertsMark live className="size-5" />
      {begun ? <span className="sr-only">{text}</span> : text}
    </div>
  );
}

/** A long conversation is read with its progress and the time left. */
function usePrefillText(messageId: string): string {
  const prefill = useChat(({ view }) => (view?.live?.messageId === messageId ? view.live.prefill : null));
  if (prefill === null) return t('activity.prefill');
  const percent = Math.floor((prefill.doneTokens / prefill.totalTokens) * 100);
  if (prefill.secondsLeft === null) return t('activity.prefillAt', { percent });
  const left = formatDuration(Math.max(1, Math.round(prefill.secondsLeft)) * 1000);
  return t('activity.prefillLeft', { percent, left });
}
