import { Gauge } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { host } from '../../host/connect.ts';
import { t } from '../../i18n/translate.ts';
import { useChat } from '../../stores/chat-store.ts';
import { useModels } from '../../stores/models-store.ts';
import { countReply, settleOffer } from '../../stores/tune-offers.ts';
import { showRunDialog } from '../../stores/view-store.ts';
import { Button } from '../../ui/button.tsx';

/** Offers a tune once, after the first replies of a model that was never tuned here. The demo model is left out. */
export function TuneOffer() {
  const [offeredId, setOfferedId] = useState<string | null>(null);
  const model = useModels(({ byId, selectedId }) => byId[selectedId]);
  const liveId = useChat(({ view }) => view?.live?.messageId ?? null);
  const before = useRef(liveId);
  useEffect(() => {
    const ended = before.current;
    before.current = liveId;
    if (ended === null || ended === liveId || !isComplete(ended)) return;
    const { byId, selectedId } = useModels.getState();
    const used = byId[selectedId];
    if (used === undefined || used.origin === 'embedded' || !countReply(selectedId)) return;
    host.models.details({ modelId: selectedId }).then(
      ({ tune }) => (tune === null ? setOfferedId(selectedId) : settleOffer(selectedId)),
      // Not worth a word: the next reply asks again.
      () => {},
    );
  }, [liveId]);
  if (offeredId === null || model?.id !== offeredId) return null;
  const settle = (): void => {
    settleOffer(offeredId);
    setOfferedId(null);
  };
  return (
    <div className="mx-auto w-full max-w-[50rem] px-4 pb-2">
      <section
        aria-label={t('tune.title')}
        className="rise flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line bg-accent-soft px-4 py-2.5 text-sm"
        data-testid="tune-offer"
      >
        <Gauge className="size-4 shrink-0 text-accent-text" aria-hidden />
        <p role="status" className="min-w-[min(100%,14rem)] flex-1">
          {t('tune.offer')}
        </p>
        <Button look="quiet" className="h-8" onClick={settle} data-testid="tune-offer-dismiss">
          {t('tune.notNow')}
        </Button>
        <Button
          className="h-8"
          onClick={() => {
            settle();
            showRunDialog({ kind: 'tune', modelId: offeredId });
          }}
          data-testid="tune-offer-take"
        >
          {t('tune.short')}
        </Button>
      </section>
    </div>
  );
}

/** Whether a reply in view has ended by itself. */
function isComplete(messageId: string): boolean {
  return useChat.getState().view?.messages[messageId]?.status === 'complete';
}
