import { Popover } from '@base-ui/react/popover';
import { RotateCcw, SlidersHorizontal } from 'lucide-react';
import type { Sampling, SamplingChoice } from '../../../models/settings.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { useView } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';
import { SamplingFields } from '../../ui/sampling-fields.tsx';
import { chooseSampling } from './chat-actions.ts';
import { applyChoice, listChanged, withoutField } from './sampling-choice.ts';

/** How this conversation's replies are sampled: as in the settings, but for what is changed here. */
export function SamplingPanel({ conversationId }: { conversationId: string | null }) {
  const stored = useChat(({ view }) => view?.conversation.sampling ?? null);
  const ofNew = useView((view) => view.samplingOfNew);
  const choice = conversationId === null ? ofNew : stored;
  const settings = useSettings((state) => state.settings?.sampling);
  if (settings === undefined) return null;
  const changed = listChanged(choice);
  const count = changed.size;
  const label = count === 0 ? t('sampling.title') : t('sampling.titleChanged', { count });
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-lg px-2 text-xs text-ink-faint hover:bg-hover hover:text-ink data-popup-open:bg-hover"
        data-testid="sampling-open"
        data-changed={count}
      >
        <SlidersHorizontal className="size-3.5" aria-hidden />
        <span className="hidden sm:inline">{t('sampling.short')}</span>
        {count > 0 && <span aria-hidden className="size-1.5 rounded-full bg-accent" />}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" side="top" collisionPadding={8} className="z-30">
          <Popover.Popup
            className="popup flex max-h-[min(34rem,var(--available-height))] w-[min(30rem,calc(100vw-1rem))] flex-col"
            data-testid="sampling-panel"
          >
            <SamplingForm conversationId={conversationId} settings={settings} choice={choice} changed={changed} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface FormProps {
  conversationId: string | null;
  settings: Sampling;
  choice: SamplingChoice | null;
  changed: ReadonlySet<keyof Sampling>;
}

function SamplingForm({ conversationId, settings, choice, changed }: FormProps) {
  const save = (sampling: SamplingChoice | null): void => chooseSampling(conversationId, sampling);
  return (
    <>
      <div className="border-b border-line px-5 py-3">
        <Popover.Title className="text-sm font-semibold">{t('sampling.title')}</Popover.Title>
        <p className="mt-0.5 text-[13px] text-ink-soft">{t('sampling.text')}</p>
      </div>
      <div className="min-h-0 divide-y divide-line overflow-y-auto px-5">
        <SamplingFields
          sampling={applyChoice(settings, choice)}
          idPrefix="own-"
          changed={changed}
          onChange={(patch) => save({ ...choice, ...patch })}
          onReset={(field) => save(withoutField(choice, field))}
        />
      </div>
      <div className="border-t border-line px-5 py-3">
        <Button
          look="quiet"
          className="-ms-3"
          disabled={changed.size === 0}
          onClick={() => save(null)}
          data-testid="sampling-reset"
        >
          <RotateCcw className="size-4" />
          {t('sampling.reset')}
        </Button>
      </div>
    </>
  );
}
