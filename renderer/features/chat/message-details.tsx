import { Popover } from '@base-ui/react/popover';
import { Info } from 'lucide-react';
import type { Message, ReplyStats } from '../../../models/conversation/conversation.ts';
import { t } from '../../i18n/translate.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { IconButton } from '../../ui/button.tsx';
import { describeSpeculation, listReplyFacts } from './list-reply-facts.ts';

/** How a reply was made: tokens, speed, model, device, seed and context. */
export function MessageDetails({ message, stats }: { message: Message; stats: ReplyStats }) {
  return (
    <Popover.Root>
      <Popover.Trigger render={<IconButton label={t('details.title')} data-testid="details" />}>
        <Info />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" collisionPadding={8} className="z-30">
          <Popover.Popup
            className="popup max-h-(--available-height) w-[min(22rem,calc(100vw-1rem))] overflow-y-auto p-4"
            data-testid="details-popup"
          >
            <Popover.Title className="mb-2 text-sm font-semibold">{t('details.title')}</Popover.Title>
            <Facts facts={listReplyFacts(message, stats)} />
            {stats.seed !== null && <Seed seed={stats.seed} />}
            {stats.speculation !== null && (
              <p className="mt-2.5 border-t border-line pt-2.5 text-[13px]" data-testid="details-speculation">
                {describeSpeculation(stats.speculation)}
              </p>
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The seed can be taken over into the sampling of a conversation. */
function Seed({ seed }: { seed: number }) {
  return (
    <div className="mt-1 flex items-center gap-1 text-[13px]" data-testid="details-seed" data-seed={seed}>
      <span className="flex-1 text-ink-faint">{t('seed.title')}</span>
      <CopyButton getText={() => String(seed)} label={t('details.copySeed')} className="size-6! [&>svg]:size-3.5!" />
      <bdi className="tabular-nums">{seed}</bdi>
    </div>
  );
}
