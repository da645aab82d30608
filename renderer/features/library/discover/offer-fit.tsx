import { useId } from 'react';
import type { Fit } from '../../../../models/gguf/fit.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { FitArithmetic } from '../fit-arithmetic.tsx';
import { HubErrorCard } from './hub-error-card.tsx';
import { listContextSizes } from './list-context-sizes.ts';
import type { ExactFit } from './use-exact-fit.ts';

interface OfferFitProps {
  fit: Fit;
  exact: ExactFit;
  trainContextSize: number;
}

/** The arithmetic behind an offer's verdict, and the same for another context size. */
export function OfferFit({ fit, exact, trainContextSize }: OfferFitProps) {
  const { contextSize, busy, failure, ask } = exact;
  const selectId = useId();
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
          {listContextSizes(trainContextSize).map((size) => (
            <option key={size} value={size}>
              {t('model.tokens', { tokens: formatNumber(size, 0) })}
            </option>
          ))}
        </select>
        {busy && (
          <span role="status" className="late text-ink-soft">
            {t('fit.reading')}
          </span>
        )}
      </div>
      <FitArithmetic fit={fit} />
      {failure !== null && <HubErrorCard failure={failure} onRetry={() => void ask(contextSize)} />}
    </div>
  );
}
