import { ArrowLeft, ExternalLink, LockKeyhole } from 'lucide-react';
import { useEffect } from 'react';
import type { Repository } from '../../../../electron/contract/hub-offers.ts';
import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';
import { t } from '../../../i18n/translate.ts';
import { loadCatalog, loadRepository, useHub } from '../../../stores/hub-store.ts';
import { showModels } from '../../../stores/view-store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { TokenForm } from '../../../ui/token-form.tsx';
import { Waiting } from '../waiting.tsx';
import { HubErrorCard } from './hub-error-card.tsx';
import { listRepositoryFacts } from './list-repository-facts.ts';
import { OfferRow } from './offer-row.tsx';

/** What one repository offers, level by level, and how each would run on this machine. */
export function RepositoryView({ repositoryId }: { repositoryId: string }) {
  const answer = useHub(({ repositories }) => repositories[repositoryId]);
  const entry = useHub(({ catalog }) =>
    catalog.status === 'ready' ? catalog.value.find(({ repositories }) => repositories.includes(repositoryId)) : null,
  );
  const load = (): void => void loadRepository(repositoryId);
  const known = answer !== undefined;
  useEffect(() => void loadCatalog(), []);
  // Answers are forgotten when the token, the endpoint or a setting changes.
  useEffect(load, [repositoryId, known]);
  return (
    <article data-testid="repository-view" data-id={repositoryId}>
      <Button look="quiet" className="-ms-3" onClick={() => showModels('discover')} data-testid="repository-back">
        <ArrowLeft className="size-4 rtl:-scale-x-100" />
        {t('repository.back')}
      </Button>
      <Head
        repositoryId={repositoryId}
        entry={entry ?? null}
        gated={answer?.status === 'ready' && answer.value.gated}
      />
      {answer?.status === 'failed' && <HubErrorCard failure={answer.failure} onRetry={load} />}
      {answer?.status === 'ready' && <Offers repository={answer.value} entry={entry ?? null} />}
      {(answer === undefined || answer.status === 'loading') && <Waiting text={t('repository.loading')} />}
    </article>
  );
}

function Head(props: { repositoryId: string; entry: CatalogEntry | null; gated: boolean }) {
  const { repositoryId, entry, gated } = props;
  const endpoint = useHub(({ access }) => access?.endpoint);
  return (
    <header className="mt-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-display text-2xl leading-tight tracking-tight break-words">
          <bdi>{entry?.name ?? repositoryId.split('/')[1]}</bdi>
        </h2>
        {gated && (
          <Badge look="warning" title={t('discover.gatedHelp')}>
            <LockKeyhole aria-hidden />
            {t('discover.gated')}
          </Badge>
        )}
      </div>
      {entry !== null && <p className="mt-1 text-sm text-ink-soft">{entry.description}</p>}
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px]">
        {entry !== null && entry.repositories.length > 1 ? (
          <label className="flex max-w-full flex-wrap items-center gap-2">
            <span className="text-ink-soft">{t('repository.from')}</span>
            <select
              value={repositoryId}
              onChange={(event) => showModels('discover', event.target.value)}
              className="field w-auto! max-w-full py-1!"
              data-testid="repository-choice"
            >
              {entry.repositories.map((repository) => (
                <option key={repository} value={repository}>
                  {repository}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span className="text-ink-soft break-all">
            <bdi>{repositoryId}</bdi>
          </span>
        )}
        {endpoint !== undefined && (
          <a
            href={`${endpoint}/${repositoryId}`}
            target="_blank"
            rel="noreferrer"
            className="inline-flex min-h-6 items-center gap-1 text-accent-text underline underline-offset-2"
          >
            {t('repository.onHub')}
            <ExternalLink className="size-3.5" aria-hidden />
          </a>
        )}
      </div>
    </header>
  );
}

function Offers({ repository, entry }: { repository: Repository; entry: CatalogEntry | null }) {
  const levels = repository.offers.filter(({ kind }) => kind === 'chat');
  const recommended = levels.find(({ recommendation }) => recommendation !== null);
  const more = levels.filter((offer) => offer !== recommended);
  const others = repository.offers.filter(({ kind }) => kind !== 'chat');
  return (
    <>
      <FactGrid facts={listRepositoryFacts(repository, entry)} />
      {repository.headerProblem !== null && (
        <div className="mt-5 rounded-xl border border-warning-line bg-warning-soft px-4 py-3.5 text-sm">
          <p role="status">
            {t('repository.noFit')} <bdi>{repository.headerProblem}</bdi>
          </p>
          {repository.gated && (
            <div className="mt-3 max-w-[34rem]">
              <TokenForm />
            </div>
          )}
        </div>
      )}
      {levels.length === 0 && <p className="mt-6 text-sm text-ink-soft">{t('repository.noLevels')}</p>}
      {recommended !== undefined && (
        <OfferList title={t('repository.recommended')} prominent>
          <OfferRow repository={repository} offer={recommended} />
        </OfferList>
      )}
      {more.length > 0 && (
        <OfferList
          title={t(recommended === undefined ? 'repository.levels' : 'repository.moreLevels')}
          help={t('repository.levelsHelp')}
        >
          {more.map((offer) => (
            <OfferRow key={offer.key} repository={repository} offer={offer} />
          ))}
        </OfferList>
      )}
      {others.length > 0 && (
        <OfferList title={t('repository.others')} help={t('repository.othersHelp')}>
          {others.map((offer) => (
            <OfferRow key={offer.key} repository={repository} offer={offer} />
          ))}
        </OfferList>
      )}
    </>
  );
}

/** Names above their values, in as many columns as fit. */
function FactGrid({ facts }: { facts: readonly (readonly [name: string, value: string])[] }) {
  return (
    <dl className="mt-5 grid grid-cols-[repeat(auto-fill,minmax(min(100%,12.5rem),1fr))] gap-x-6 gap-y-3 border-y border-line py-4">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-xs text-ink-faint">{name}</dt>
          <dd className="text-sm leading-snug break-words">
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function OfferList(props: { title: string; help?: string; prominent?: boolean; children: React.ReactNode }) {
  const { title, help, prominent = false } = props;
  return (
    <section aria-label={title} className="mt-6">
      <h2 className="font-semibold">{title}</h2>
      {help !== undefined && <p className="mt-0.5 text-[13px] leading-snug text-ink-soft">{help}</p>}
      <ul
        className={`mt-2.5 overflow-hidden rounded-xl border bg-surface ${prominent ? 'border-accent shadow-raised' : 'border-line'}`}
      >
        {props.children}
      </ul>
    </section>
  );
}
