import { Popover } from '@base-ui/react/popover';
import { useState } from 'react';
import type { EngineState } from '../../../electron/contract/engine-state.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useEngine } from '../../stores/engine-store.ts';
import { EngineCard } from './engine-card.tsx';

const dots: Record<EngineState['phase'], string> = {
  ready: 'bg-accent',
  starting: 'bg-warning animate-pulse',
  restarting: 'bg-warning animate-pulse',
  broken: 'bg-danger',
  stopped: 'bg-ink-faint',
};

/** The engine process in a word, and on a click: device, memory, speed, the model's make-up, and a restart. */
export function EngineStatus() {
  const engine = useEngine((state) => state.engine);
  const speed = useTokensPerSecond();
  const [open, setOpen] = useState(false);
  if (engine === null) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="flex h-9 shrink-0 items-center gap-2 rounded-[10px] px-2.5 text-[13px] text-ink-soft hover:bg-hover hover:text-ink data-popup-open:bg-hover"
        data-testid="engine-state"
        data-phase={engine.phase}
        data-generation={engine.generation}
      >
        <span aria-hidden className={`size-2 rounded-full ${dots[engine.phase]}`} />
        <span className="sr-only">{t('engine.title')}</span>
        {engine.phase === 'ready' ? (
          <span className="max-w-40 truncate">{engine.device ?? t('engine.ready')}</span>
        ) : (
          t(`engine.${engine.phase}`)
        )}
        {speed !== null && engine.phase === 'ready' && (
          <span className="hidden text-ink-faint tabular-nums sm:inline">
            {t('engine.speed', { speed: formatNumber(speed, 1) })}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" collisionPadding={8} className="z-30">
          <Popover.Popup
            className="popup flex max-h-(--available-height) w-[min(22rem,calc(100vw-1rem))] flex-col"
            data-testid="engine-popup"
          >
            <EngineCard engine={engine} speed={speed} onDone={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Decode speed of the reply in the making, or else of the last one. */
function useTokensPerSecond(): number | null {
  return useChat(({ view }) => {
    if (view === null) return null;
    if (view.live !== null) return view.live.tokens > 0 ? view.live.tokensPerSecond : null;
    const last = view.order.findLast((id) => view.messages[id]?.stats != null);
    return last === undefined ? null : (view.messages[last]?.stats?.tokensPerSecond ?? null);
  });
}
