import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { Tune } from '../../../electron/contract/models-state.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { Facts } from '../../ui/facts.tsx';
import { FoldButton } from '../../ui/fold.tsx';
import { describeGain, listChosen } from './describe-tune.ts';

/** What a tune found: speeds before and after, what it chose, and all that it tried. */
export function TuneResult({ tune }: { tune: Tune }) {
  const [open, setOpen] = useState(false);
  const chosen = listChosen(tune);
  return (
    <>
      <dl className="grid gap-2 sm:grid-cols-2">
        <Speed name={t('tune.decode')} before={tune.before.decode} after={tune.after.decode} testId="tune-decode" />
        <Speed name={t('tune.prefill')} before={tune.before.prefill} after={tune.after.prefill} testId="tune-prefill" />
      </dl>
      <div data-testid="tune-chosen">
        <h3 className="mb-1.5 text-sm font-semibold">{t('tune.chosen')}</h3>
        {chosen.length === 0 ? (
          <p className="text-[13px] text-ink-soft">{t('tune.asBefore')}</p>
        ) : (
          <Facts facts={chosen} />
        )}
      </div>
      <div>
        <FoldButton
          title={t('tune.trials', { count: tune.trials.length })}
          open={open}
          onToggle={setOpen}
          testId="tune-trials-open"
        />
        {open && <Trials trials={tune.trials} />}
      </div>
    </>
  );
}

function Speed(props: { name: string; before: number; after: number; testId: string }) {
  const { name, before, after, testId } = props;
  const gain = describeGain(before, after);
  return (
    <div className="rounded-xl border border-line px-4 py-3" data-testid={testId}>
      <dt className="text-[13px] text-ink-soft">{name}</dt>
      <dd className="mt-0.5 flex flex-wrap items-baseline gap-x-2 tabular-nums">
        <span className="text-ink-soft">{formatNumber(before, 1)}</span>
        <ArrowRight
          className="size-3.5 shrink-0 self-center text-ink-faint rtl:-scale-x-100"
          role="img"
          aria-label={t('tune.to')}
        />
        <span className="font-semibold">{t('engine.speed', { speed: formatNumber(after, 1) })}</span>
        {gain !== null && (
          <bdi className={`text-[13px] ${after < before ? 'text-ink-soft' : 'text-accent-text'}`}>{gain}</bdi>
        )}
      </dd>
    </div>
  );
}

function Trials({ trials }: Pick<Tune, 'trials'>) {
  const speed = (value: number | null): string => (value === null ? '–' : formatNumber(value, 1));
  return (
    <div
      className="mt-2 overflow-x-auto rounded-lg border border-line"
      tabIndex={0}
      role="group"
      aria-label={t('tune.tried')}
    >
      <table className="w-full text-[13px]" data-testid="tune-trials">
        <thead className="bg-sunken text-start text-ink-soft">
          <tr>
            <th scope="col" className="px-3 py-1.5 text-start font-medium">
              {t('tune.tried')}
            </th>
            <th scope="col" className="px-3 py-1.5 text-end font-medium">
              {t('tune.prefillShort')}
            </th>
            <th scope="col" className="px-3 py-1.5 text-end font-medium">
              {t('tune.decodeShort')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line tabular-nums">
          {trials.map(({ label, prefill, decode }, index) => (
            <tr key={index}>
              <td className="px-3 py-1.5" dir="auto">
                {label}
              </td>
              <td className="px-3 py-1.5 text-end">{speed(prefill)}</td>
              <td className="px-3 py-1.5 text-end">{speed(decode)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
