import { useEffect, useState } from 'react';
import type { CatalogEntry } from '../../../../models/catalog/catalog-entry.ts';
import { t } from '../../../i18n/translate.ts';
import { loadCatalog, useHub } from '../../../stores/hub-store.ts';
import { useModels } from '../../../stores/models-store.ts';
import { Waiting } from '../waiting.tsx';
import { CatalogCard } from './catalog-card.tsx';
import { groupCatalog, listPurposes } from './filter-catalog.ts';
import type { CatalogFilter } from './filter-catalog.ts';
import { HubErrorCard } from './hub-error-card.tsx';

/** The models that Conclave recommends, line by line. */
export function CatalogList() {
  const catalog = useHub((hub) => hub.catalog);
  const [filter, setFilter] = useState<CatalogFilter>({ kind: null, goodFor: null });
  const levels = useInstalledLevels();
  useEffect(() => void loadCatalog(), []);
  if (catalog.status === 'failed') {
    return <HubErrorCard failure={catalog.failure} onRetry={() => void loadCatalog()} />;
  }
  if (catalog.status !== 'ready') return <Waiting text={t('discover.loadingCatalog')} />;
  const groups = groupCatalog(catalog.value, filter);
  return (
    <>
      <FilterChips entries={catalog.value} filter={filter} onChange={setFilter} />
      {groups.length === 0 && <p className="py-10 text-center text-sm text-ink-soft">{t('discover.noMatch')}</p>}
      {groups.map(({ kind, lines }) => (
        <section key={kind} aria-label={t(`modelkind.${kind}`)} className="mt-7">
          <h2 className="font-display text-lg tracking-tight">{t(`modelkind.${kind}`)}</h2>
          <p className="mt-0.5 text-[13px] text-ink-soft">{t(`modelkindhelp.${kind}`)}</p>
          {lines.map(({ name, entries }) => (
            <div key={name} className="mt-4">
              <h3 className="mb-1.5 text-[13px] font-medium text-ink-faint">
                <bdi>{name}</bdi>
              </h3>
              <ul className="grid gap-2.5 sm:grid-cols-[repeat(auto-fill,minmax(19rem,1fr))]">
                {entries.map((entry) => (
                  <CatalogCard
                    key={entry.id}
                    entry={entry}
                    levels={entry.repositories.flatMap((repository) => levels.get(repository) ?? [])}
                  />
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </>
  );
}

function FilterChips(props: {
  entries: readonly CatalogEntry[];
  filter: CatalogFilter;
  onChange(filter: CatalogFilter): void;
}) {
  const { filter, onChange } = props;
  return (
    <div role="group" aria-label={t('discover.filter')} className="mt-3 flex flex-wrap gap-1.5">
      <Chip on={filter.kind === 'moe'} onToggle={(on) => onChange({ ...filter, kind: on ? 'moe' : null })}>
        {t('discover.moe')}
      </Chip>
      {listPurposes(props.entries).map((purpose) => (
        <Chip
          key={purpose}
          on={filter.goodFor === purpose}
          onToggle={(on) => onChange({ ...filter, goodFor: on ? purpose : null })}
        >
          {t(`goodfor.${purpose}`)}
        </Chip>
      ))}
    </div>
  );
}

function Chip(props: { on: boolean; onToggle(on: boolean): void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={props.on}
      onClick={() => props.onToggle(!props.on)}
      className="h-8 rounded-full border border-line-strong px-3 text-[13px] text-ink-soft hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent-text"
      data-testid="catalog-filter"
    >
      {props.children}
    </button>
  );
}

/** Levels that are installed, by the repository they came from. */
function useInstalledLevels(): Map<string, string[]> {
  const models = useModels(({ byId }) => byId);
  const levels = new Map<string, string[]>();
  for (const { source, level, name } of Object.values(models)) {
    if (source === null) continue;
    levels.set(source.repositoryId, [...(levels.get(source.repositoryId) ?? []), level ?? name]);
  }
  return levels;
}
