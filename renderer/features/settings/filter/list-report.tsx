import type { WordReport } from '../../../../electron/contract/word-lists.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';

/** More than a person reads; a list that is wrong throughout says so in its first lines. */
const maxShown = 200;

/** What became of a list's entries, with those that were not taken over. `name` says of which list, where it is not plain. */
export function ListReport({ report, name, testId }: { report: WordReport; name?: string; testId: string }) {
  const { accepted: count, problems } = report;
  const more = problems.length - maxShown;
  return (
    <div role="status" className="mt-3 w-full text-sm" data-testid={testId}>
      <p dir="auto" className="wrap-anywhere">
        {name === undefined ? t('filter.accepted', { count }) : t('filter.acceptedOf', { name, count })}
      </p>
      {problems.length > 0 && (
        <ul
          tabIndex={0}
          aria-label={t('filter.problems')}
          className="mt-2 max-h-40 overflow-y-auto rounded-[10px] border border-warning-line bg-warning-soft px-3.5 py-2"
        >
          {problems.slice(0, maxShown).map(({ line, message }) => (
            <li key={`${line} ${message}`} className="py-0.5 text-[13px]">
              <span className="font-medium">{t('filter.line', { line: formatNumber(line, 0) })}</span> {message}
            </li>
          ))}
          {more > 0 && (
            <li className="py-0.5 text-[13px] text-ink-soft">{t('filter.moreProblems', { count: more })}</li>
          )}
        </ul>
      )}
    </div>
  );
}
