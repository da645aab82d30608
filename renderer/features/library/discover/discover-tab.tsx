import { useHub } from '../../../stores/hub-store.ts';
import { useView } from '../../../stores/view-store.ts';
import { CatalogList } from './catalog-list.tsx';
import { HubSearch } from './hub-search.tsx';
import { RepositoryHits } from './repository-hits.tsx';
import { RepositoryView } from './repository-view.tsx';

/** Where models are found: the catalogue, a search on the hub, and what one repository offers. */
export function DiscoverTab() {
  const repositoryId = useView((view) => view.repositoryId);
  const searching = useHub(({ query }) => query !== '');
  if (repositoryId !== null) return <RepositoryView key={repositoryId} repositoryId={repositoryId} />;
  return (
    <>
      <HubSearch />
      {searching ? <RepositoryHits /> : <CatalogList />}
    </>
  );
}
