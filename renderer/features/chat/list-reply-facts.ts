import type { Message, ReplyStats, SpeculationStats } from '../../../models/conversation/conversation.ts';
import { formatDuration, formatMoment, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';

type Fact = [name: string, value: string];

/** How a reply was made, by name. What earlier versions did not note down is left out. */
export function listReplyFacts(message: Message, stats: ReplyStats): Fact[] {
  const known = (name: string, value: string | null): Fact[] => (value === null ? [] : [[name, value]]);
  return [
    [t('details.model'), message.modelName ?? t('details.unknown')],
    [t('details.device'), stats.device],
    ...known(t('engine.runtime'), stats.runtime),
    [t('details.promptTokens'), formatNumber(stats.promptTokens, 0)],
    ...known(t('details.reusedTokens'), stats.reusedTokens === null ? null : formatNumber(stats.reusedTokens, 0)),
    [t('details.answerTokens'), formatNumber(stats.answerTokens, 0)],
    [t('details.reasoningTokens'), formatNumber(stats.reasoningTokens, 0)],
    [t('details.speed'), t('engine.speed', { speed: formatNumber(stats.tokensPerSecond, 1) })],
    [t('details.firstToken'), formatDuration(stats.firstTokenMs)],
    ...known(t('details.tokenGap'), stats.tokenGapMs === null ? null : formatDuration(stats.tokenGapMs)),
    ...known(t('model.context'), describeContext(stats.context)),
    [t('details.at'), formatMoment(message.createdAt)],
  ];
}

function describeContext(context: ReplyStats['context']): string | null {
  if (context === null) return null;
  const { usedTokens, size } = context;
  return t('model.tokens', {
    tokens: t('engine.of', { used: formatNumber(usedTokens, 0), total: formatNumber(size, 0) }),
  });
}

/** How guessed tokens did in a reply, in a sentence or two. */
export function describeSpeculation({ kind, drafted, accepted, switchedOff }: SpeculationStats): string {
  const figures = t('details.speculation', {
    kind: t(`speculation.${kind}`),
    accepted: formatNumber(accepted, 0),
    drafted: formatNumber(drafted, 0),
  });
  return switchedOff ? `${figures} ${t('details.switchedOff')}` : figures;
}
