import { formatNumber, formatPercent } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { findLastStats } from '../../stores/context-edge.ts';
import { ProgressRing } from '../../ui/progress-ring.tsx';

/** How much of the context the conversation took at its last reply. */
export function ContextMeter() {
  const stats = useChat(({ view }) => (view === null ? null : findLastStats(view)));
  if (stats === null || stats.context === null || stats.context.size === 0) return null;
  const { usedTokens, size } = stats.context;
  const share = Math.min(1, usedTokens / size);
  const title = t('contextMeter.title', { used: formatNumber(usedTokens, 0), size: formatNumber(size, 0) });
  const dropped = stats.droppedMessages > 0 ? t('contextLine.dropped', { count: stats.droppedMessages }) : '';
  return (
    <span
      role="img"
      aria-label={`${title} ${dropped}`.trim()}
      title={`${title} ${dropped}`.trim()}
      className={`flex shrink-0 items-center gap-1.5 text-xs tabular-nums ${share > 0.85 ? 'text-warning' : 'text-ink-faint'}`}
      data-testid="context-meter"
      data-used={usedTokens}
      data-size={size}
    >
      <ProgressRing value={share} className={share > 0.85 ? '[&>circle:last-child]:stroke-warning' : ''} />
      {formatPercent(share)}
    </span>
  );
}
