import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { ExpertsMark } from '../../ui/experts-mark.tsx';

/** What the reply waits for, and once it has begun, that it goes on. */
export function LiveActivity({ messageId, begun }: { messageId: string; begun: boolean }) {
  const activity = useChat(({ view }) => (view?.live?.messageId === messageId ? view.live.activity : 'queued'));
  const percent = useModels(({ load }) => (load.status === 'loading' ? Math.floor(load.progress * 100) : null));
  const text = {
    queued: t('activity.queued'),
    loadingModel: percent === null ? t('activity.loadingModel') : t('activity.loadingModelAt', { percent }),
    prefill: t('activity.prefill'),
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
