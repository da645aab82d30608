import { ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import type { Restart } from '../../../models/conversation/conversation.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';

interface RestartCardProps {
  restart: Restart;
  /** True when the refused text was the first of its conversation, so that there is nothing to leave. */
  isNew: boolean;
  /** Selects a span of the draft; false when it is no longer there. */
  onShowInDraft(start: number, end: number): boolean;
  onStartNew(): void;
  /** Goes on from the last clean turn; null when there is none. */
  onFork: (() => void) | null;
}

/** Why the sensitive-word gate closed the conversation: which rule and where, and never the word. */
export function RestartCard({ restart, isNew, onShowInDraft, onStartNew, onFork }: RestartCardProps) {
  const [draftGone, setDraftGone] = useState(false);
  const { source, start, end } = restart;
  const facts: [string, string][] = [
    [t('restart.list'), restart.listName],
    [t('restart.category'), restart.category],
    [t('restart.rule'), t('restart.ruleNumber', { number: formatNumber(restart.ruleNumber, 0) })],
    [t('restart.where'), describePlace(restart)],
  ];
  return (
    <section
      aria-label={t('restart.title')}
      className="rise mx-auto w-[calc(100%-2.5rem)] max-w-[47.5rem] rounded-2xl border border-warning-line bg-warning-soft p-5"
      data-testid="restart-card"
      data-source={source}
    >
      <div className="flex gap-3.5">
        <ShieldAlert className="mt-0.5 size-6 shrink-0 text-warning" />
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold">{isNew ? t('restart.titleNew') : t('restart.title')}</h2>
          <p className="mt-1 text-sm text-ink-soft">
            {isNew ? t('restart.textNew') : source === 'input' ? t('restart.textInput') : t('restart.textReply')}
          </p>
          <div className="mt-3 w-fit max-w-full rounded-xl border border-warning-line/60 bg-surface px-4 py-3">
            <Facts facts={facts} />
          </div>
          {draftGone && (
            <p role="status" className="mt-3 text-sm text-ink-soft">
              {t('restart.draftGone')}
            </p>
          )}
          <div className="mt-4 flex flex-wrap gap-2">
            <Button look="primary" onClick={onStartNew} data-testid="restart-new">
              {t('restart.startNew')}
            </Button>
            {onFork !== null && (
              <Button onClick={onFork} data-testid="restart-fork">
                {t('restart.fork')}
              </Button>
            )}
            {source === 'input' && end !== null && (
              <Button onClick={() => setDraftGone(!onShowInDraft(start, end))} data-testid="restart-show">
                {t('restart.showInDraft')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}

function describePlace({ source, start, end }: Restart): string {
  if (source === 'input') {
    // People count from one, and say the last character that belongs to it.
    return t('restart.inMessage', { from: formatNumber(start + 1, 0), to: formatNumber(end ?? start + 1, 0) });
  }
  const after = formatNumber(start, 0);
  return source === 'answer' ? t('restart.inAnswer', { after }) : t('restart.inReasoning', { after });
}
