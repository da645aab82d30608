import { t } from '../../i18n/translate.ts';
import { ContextMeter } from './context-meter.tsx';
import { SamplingPanel } from './sampling-panel.tsx';

/** Beneath the composer: the conversation's sampling, a hint on the keys, and how full its context is. */
export function ComposerFoot({ conversationId }: { conversationId: string | null }) {
  return (
    <div className="mt-1 flex min-h-7 items-center gap-3">
      {conversationId !== null && <SamplingPanel conversationId={conversationId} />}
      <p className="min-w-0 flex-1 text-center text-xs text-ink-faint">{t('composer.hint')}</p>
      {conversationId !== null && <ContextMeter />}
    </div>
  );
}
