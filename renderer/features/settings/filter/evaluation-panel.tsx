import { useState } from 'react';
import type { EvaluationRow } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { isMessageKey, t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { Row } from '../../../ui/fields.tsx';

/** Recall on disguised words and false alarms on harmless sentences, by kind, with the app's own sets. */
export function EvaluationPanel() {
  const [rows, setRows] = useState<EvaluationRow[] | null>(null);
  const [busy, setBusy] = useState(false);
  const start = (): void => {
    setBusy(true);
    host.filter
      .evaluate()
      .then(setRows, reportFailure)
      .finally(() => setBusy(false));
  };
  return (
    <Row label={t('workbench.evaluation')} help={t('workbench.evaluationHelp')} stacked>
      <Button onClick={start} disabled={busy} data-testid="evaluate">
        {t('workbench.evaluate')}
      </Button>
      {rows !== null && <Figures rows={rows} />}
    </Row>
  );
}

function Figures({ rows }: { rows: EvaluationRow[] }) {
  const evasions = rows.filter((row) => row.set === 'evasion');
  const harmless = rows.filter((row) => row.set === 'falseAlarm');
  const found = sum(evasions, 'found');
  const alarms = sum(harmless, 'found');
  const count = (chosen: EvaluationRow[]) => formatNumber(sum(chosen, 'cases'), 0);
  return (
    <div role="status" className="mt-3 text-sm" data-testid="evaluation">
      <p>{t('workbench.recall', { percent: percent(found, sum(evasions, 'cases')), cases: count(evasions) })}</p>
      <p>{t('workbench.alarms', { percent: percent(alarms, sum(harmless, 'cases')), cases: count(harmless) })}</p>
      <p>{t('workbench.precision', { percent: percent(found, found + alarms) })}</p>
      <Kinds rows={evasions} caption={t('workbench.disguises')} />
      <Kinds rows={harmless} caption={t('workbench.harmless')} />
    </div>
  );
}

/** One line for each kind of case. */
function Kinds({ rows, caption }: { rows: EvaluationRow[]; caption: string }) {
  const kinds = [...new Set(rows.map((row) => row.kind))];
  return (
    <table className="mt-4 w-full text-[13px]">
      <caption className="pb-1 text-start text-sm font-medium">{caption}</caption>
      <thead>
        <tr className="text-ink-faint">
          <th scope="col" className="text-start font-medium">
            {t('workbench.kind')}
          </th>
          <th scope="col" className="w-24 text-end font-medium">
            {t('workbench.cases')}
          </th>
          <th scope="col" className="w-24 text-end font-medium">
            {t('workbench.fired')}
          </th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => {
          const chosen = rows.filter((row) => row.kind === kind);
          return (
            <tr key={kind}>
              <th scope="row" className="text-start font-normal">
                {describeKind(kind)}
              </th>
              <td className="text-end tabular-nums">{formatNumber(sum(chosen, 'cases'), 0)}</td>
              <td className="text-end tabular-nums">{percent(sum(chosen, 'found'), sum(chosen, 'cases'))} %</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** A kind that has no name here yet stands as the set has it. */
function describeKind(kind: string): string {
  const key = `kind.${kind}`;
  return isMessageKey(key) ? t(key) : kind;
}

function sum(rows: readonly EvaluationRow[], field: 'cases' | 'found'): number {
  return rows.reduce((total, row) => total + row[field], 0);
}

function percent(part: number, whole: number): string {
  return formatNumber(whole === 0 ? 0 : (100 * part) / whole, 2);
}
