import { CircleAlert } from 'lucide-react';
import type { RunPlan } from '../../../electron/contract/models-state.ts';
import { t } from '../../i18n/translate.ts';
import { VerdictBadge } from '../../ui/verdict-badge.tsx';
import { listPlanRows } from './describe-run-plan.ts';
import type { PlanInView } from './use-run-plan.ts';

/** What the options in the dialog cost, kept in step with them. */
export function PlanCost({ view, automatic }: { view: PlanInView; automatic: RunPlan | null }) {
  const { plan, problem, pending } = view;
  return (
    <section
      aria-label={t('plan.title')}
      aria-busy={pending}
      className={`text-[13px] transition-opacity ${pending ? 'opacity-60' : ''}`}
      data-testid="run-plan"
      data-pending={pending}
      data-verdict={plan?.verdict}
    >
      <div className="mb-2 flex min-h-6 flex-wrap items-center gap-2">
        <h3 className="text-sm font-semibold">{t('plan.title')}</h3>
        {plan !== null && <VerdictBadge verdict={plan.verdict} />}
      </div>
      {problem !== null && (
        <p role="alert" className="flex gap-2 text-danger" data-testid="run-plan-problem">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span dir="auto">{problem}</span>
        </p>
      )}
      {plan !== null && <PlanTable plan={plan} automatic={automatic} />}
      {plan === null && problem === null && <p className="text-ink-soft">{t('plan.reading')}</p>}
    </section>
  );
}

function PlanTable({ plan, automatic }: { plan: RunPlan; automatic: RunPlan | null }) {
  return (
    <dl className="grid gap-1">
      {listPlanRows(plan, automatic).map((row) => (
        <div key={row.id} className="flex flex-wrap justify-between gap-x-4" data-testid={`plan-${row.id}`}>
          <dt className="text-ink-soft">{row.name}</dt>
          <dd className="ms-auto text-end tabular-nums">
            <bdi className={row.automatic === null ? '' : 'font-medium'}>{row.value}</bdi>
            {row.automatic !== null && (
              <span className="ms-1.5 text-ink-faint">{t('plan.insteadOf', { value: row.automatic })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
