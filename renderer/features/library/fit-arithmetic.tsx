import type { Fit } from '../../../models/gguf/fit.ts';
import { t } from '../../i18n/translate.ts';
import { describeBasis, listMemory, listNeeds } from './describe-fit.ts';
import type { MemoryUse } from './describe-fit.ts';

/** How a verdict was come by: what the model takes, part by part, against what is free. */
export function FitArithmetic({ fit }: { fit: Fit }) {
  const needs = listNeeds(fit);
  return (
    <div className="text-[13px]" data-testid="fit-arithmetic">
      <p>{t(`verdicthelp.${fit.verdict}`)}</p>
      <dl className="mt-3 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1">
        {needs.map(([name, amount], index) => (
          <div
            key={name}
            className={`col-span-2 grid grid-cols-subgrid ${index === needs.length - 1 ? 'mt-1 border-t border-line pt-1.5 font-medium' : ''}`}
          >
            <dt className={index === needs.length - 1 ? '' : 'text-ink-soft'}>{name}</dt>
            <dd className="text-end tabular-nums">
              <bdi>{amount}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 grid gap-2.5">
        {listMemory(fit).map((use) => (
          <MemoryBar key={use.name} use={use} />
        ))}
      </div>
      <p className="mt-3 text-ink-soft">{describeBasis(fit)}</p>
    </div>
  );
}

function MemoryBar({ use }: { use: MemoryUse }) {
  const share = use.freeBytes > 0 ? use.takenBytes / use.freeBytes : use.takenBytes > 0 ? 2 : 0;
  return (
    <div>
      <div className="flex flex-wrap justify-between gap-x-4">
        <span className="text-ink-soft">{use.name}</span>
        <span className="tabular-nums">
          <bdi>{use.text}</bdi>
        </span>
      </div>
      <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-line">
        <div
          className={`h-full rounded-full ${share > 1 ? 'bg-danger' : 'bg-accent'}`}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </div>
    </div>
  );
}
