import { useId, useRef, useState } from 'react';
import type { Offer, Repository } from '../../../../electron/contract/hub-offers.ts';
import type { Fit } from '../../../../models/gguf/fit.ts';
import { host } from '../../../host/connect.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { describeHubFailure } from '../../../stores/hub-store.ts';
import type { HubFailure } from '../../../stores/hub-store.ts';
import { FitArithmetic } from '../fit-arithmetic.tsx';
import { HubErrorCard } from './hub-error-card.tsx';
import { listContextSizes } from './list-context-sizes.ts';

interface OfferFitProps {
  repository: Repository;
  offer: Offer;
  fit: Fit;
  /** Called with the fit of the offer's own header. */
  onFit(fit: Fit): void;
}

/** The arithmetic behind an offer's verdict, and the same for another context size. */
export function OfferFit({ repository, offer, fit, onFit }: OfferFitProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [contextSize, setContextSize] = useState<number | null>(null);
  const latest = useRef<number | null>(null);
  const selectId = useId();

  const ask = async (size: number | null): Promise<void> => {
    latest.current = size;
    setContextSize(size);
    setBusy(true);
    setFailure(null);
    try {
      const { id: repositoryId, revision } = repository;
      const exact = await host.hub.fit({ repositoryId, revision, offerKey: offer.key, contextSize: size });
      if (exact !== null && latest.current === size) onFit(exact);
    } catch (error) {
      if (latest.current === size) setFailure(describeHubFailure(error));
    } finally {
      if (latest.current === size) setBusy(false);
    }
  };
  return (
    <div className="mt-3 mb-1 max-w-[36rem] rounded-xl border border-line bg-sunken p-4" aria-busy={busy}>
      <div className="mb-3 flex flex-wrap items-center gap-2 text-[13px]">
        <label htmlFor={selectId} className="font-medium">
          {t('fit.context')}
        </label>
        <select
          id={selectId}
          value={contextSize ?? ''}
          onChange={(event) => void ask(event.target.value === '' ? null : Number(event.target.value))}
          className="field w-auto! py-1!"
          data-testid="fit-context"
        >
          <option value="">{t('fit.contextSetting')}</option>
          {listContextSizes(repository.model?.trainContextSize ?? 0).map((size) => (
            <option key={size} value={size}>
              {t('model.tokens', { tokens: formatNumber(size, 0) })}
            </option>
          ))}
        </select>
      </div>
      {failure === null ? (
        <FitArithmetic fit={fit} />
      ) : (
        <HubErrorCard failure={failure} onRetry={() => void ask(contextSize)} />
      )}
    </div>
  );
}
