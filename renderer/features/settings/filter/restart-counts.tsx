import { useEffect, useState } from 'react';
import type { RestartCount } from '../../../../electron/contract/word-lists.ts';
import { host } from '../../../host/connect.ts';
import { formatMoment, formatNumber } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { reportFailure } from '../../../stores/notices-store.ts';
import { Button } from '../../../ui/button.tsx';
import { Row } from '../../../ui/fields.tsx';

/** How often which rule has closed a conversation, so that a rule that is too broad shows itself. */
export function RestartCounts() {
  const [counts, setCounts] = useState<RestartCount[]>([]);
  useEffect(() => {
    host.filter.restarts().then(setCounts, reportFailure);
  }, []);
  const clear = (): void => void host.filter.clearRestarts().then(() => setCounts([]), reportFailure);
  if (counts.length === 0) {
    return <Row label={t('restarts.title')} help={t('restarts.none')} />;
  }
  return (
    <Row label={t('restarts.title')} help={t('restarts.text')} stacked>
      <ul
        className="max-h-48 overflow-y-auto rounded-[10px] border border-line text-[13px]"
        data-testid="restart-counts"
      >
        {counts.map((entry) => (
          <li
            key={`${entry.listId} ${entry.ruleNumber} ${entry.source}`}
            className="flex justify-between gap-4 border-b border-line px-3.5 py-1.5 last:border-0"
          >
            <span>
              {t('restarts.row', {
                list: entry.listName,
                category: entry.category,
                number: formatNumber(entry.ruleNumber, 0),
                source: t(`source.${entry.source}`),
              })}
            </span>
            <span className="shrink-0 text-ink-faint">
              {t('restarts.times', { count: entry.count, moment: formatMoment(entry.lastAt) })}
            </span>
          </li>
        ))}
      </ul>
      <Button className="mt-2" onClick={clear}>
        {t('restarts.clear')}
      </Button>
    </Row>
  );
}
