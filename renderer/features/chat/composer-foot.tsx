import { t } from '../../i18n/translate.ts';
import { ContextMeter } from './context-meter.tsx';
import { SamplingPanel } from './sampling-panel.tsx';

interface ComposerFootProps {
  /** Null for a new one. */
  conversationId: string | null;
  /** False while the conversation loads, and for one that cannot be continued. */
  open: boolean;
}

/** Beneath the composer: the conversation's sampling, a hint on the keys, and how full its context is. */
export function ComposerFoot({ conversationId, open }: ComposerFootProps) {
  return (
    <div className="mt-1 flex min-h-7 items-center gap-3">
      {open && <SamplingPanel conversationId={conversationId} />}
      <p className="min-w-0 flex-1 text-center text-xs text-ink-faint">{t('composer.hint')}</p>
      {open && conversationId !== null && <ContextMeter />}
    </div>
  );
}
