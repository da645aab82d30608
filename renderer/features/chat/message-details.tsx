import { Popover } from '@base-ui/react/popover';
import { Info } from 'lucide-react';
import type { Message, ReplyStats } from '../../../models/conversation/conversation.ts';
import { formatDuration, formatMoment, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { Facts } from '../../ui/facts.tsx';
import { IconButton } from '../../ui/button.tsx';

/** How a reply was made: tokens, speed, model and device. */
export function MessageDetails({ message, stats }: { message: Message; stats: ReplyStats }) {
  const facts: [string, string][] = [
    [t('details.model'), message.modelName ?? t('details.unknown')],
    [t('details.device'), stats.device],
    [t('details.promptTokens'), formatNumber(stats.promptTokens, 0)],
    [t('details.answerTokens'), formatNumber(stats.answerTokens, 0)],
    [t('details.reasoningTokens'), formatNumber(stats.reasoningTokens, 0)],
    [t('details.speed'), t('engine.speed', { speed: formatNumber(stats.tokensPerSecond, 1) })],
    [t('details.firstToken'), formatDuration(stats.firstTokenMs)],
    ...gapFacts(stats),
    [t('details.at'), formatMoment(message.createdAt)],
  ];
  return (
    <Popover.Root>
      <Popover.Trigger render={<IconButton label={t('details.title')} data-testid="details" />}>
        <Info />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" className="z-30">
          <Popover.Popup className="popup w-72 p-4" data-testid="details-popup">
            <Popover.Title className="mb-2 text-sm font-semibold">{t('details.title')}</Popover.Title>
            <Facts facts={facts} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Replies of earlier versions, and of one token, do not tell it. */
function gapFacts({ tokenGapMs }: ReplyStats): [string, string][] {
  return tokenGapMs === null ? [] : [[t('details.tokenGap'), formatDuration(tokenGapMs)]];
}
