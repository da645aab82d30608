import { Download, Heart, LockKeyhole } from 'lucide-react';
import { formatCount, formatDay } from '../../../i18n/format.ts';
import { t } from '../../../i18n/translate.ts';
import { searchHub, useHub } from '../../../stores/hub-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Waiting } from '../waiting.tsx';
import { HubErrorCard } from './hub-error-card.tsx';

/** What a search on the hub has found. */
export function RepositoryHits() {
  const query = useHub((hub) => hub.query);
  const hits = useHub((hub) => hub.hits);
  if (hits.status === 'failed') {
    return <HubErrorCard failure={hits.failure} onRetry={() => void searchHub(query)} />;
  }
  if (hits.status !== 'ready') return <Waiting text={t('discover.searching')} />;
  return (
    <section aria-label={t('discover.hits')} className="mt-5">
      <p role="status" className="mb-2 text-sm text-ink-soft">
        {t('discover.found', { count: hits.value.length, query })}
      </p>
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {hits.value.map((hit) => {
          const [owner, name] = hit.id.split('/');
          return (
            <li key={hit.id} className="border-line not-first:border-t">
              <button
                type="button"
                onClick={() => showModels('discover', hit.id)}
                className="flex w-full flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2.5 text-start -outline-offset-2 hover:bg-hover"
                data-testid="repository-hit"
                data-id={hit.id}
              >
                <span className="min-w-[min(100%,14rem)] flex-1">
                  <span className="block text-sm font-medium break-words">
                    <bdi>{name}</bdi>
                  </span>
                  <span className="block text-[13px] text-ink-faint">
                    <bdi>{owner}</bdi> · {t('discover.updated', { date: formatDay(hit.updatedAt) })}
                  </span>
                </span>
                {hit.gated && (
                  <Badge look="warning" title={t('discover.gatedHelp')}>
                    <LockKeyhole aria-hidden />
                    {t('discover.gated')}
                  </Badge>
                )}
                <span className="flex gap-4">
                  <Count icon={<Download />} text={t('discover.downloads', { count: formatCount(hit.downloads) })} />
                  <Count icon={<Heart />} text={t('discover.likes', { count: formatCount(hit.likes) })} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Count({ icon, text }: { icon: React.ReactNode; text: string }) {
  return (
    <span className="flex items-center gap-1.5 text-[13px] text-ink-soft tabular-nums [&>svg]:size-3.5 [&>svg]:text-ink-faint">
      {icon}
      {text}
    </span>
  );
}
