import { create } from 'zustand';
import type { HubAccess, Repository, RepositoryHit } from '../../electron/contract/hub-offers.ts';
import type { AppErrorCode } from '../../models/app-error.ts';
import type { CatalogEntry } from '../../models/catalog/catalog-entry.ts';
import { host } from '../host/connect.ts';
import { describeFailure, failureCode } from '../host/describe-failure.ts';

/** Why the hub gave no answer: the sentence to show, and its code for expected failures. */
export interface HubFailure {
  code: AppErrorCode | null;
  message: string;
}

/** An answer that is awaited, there, or did not come. */
export type Answer<Value> =
  | { status: 'none' }
  | { status: 'loading' }
  | { status: 'ready'; value: Value; at: number }
  | { status: 'failed'; failure: HubFailure };

interface HubStore {
  access: HubAccess | null;
  catalog: Answer<CatalogEntry[]>;
  query: string;
  hits: Answer<RepositoryHit[]>;
  repositories: Record<string, Answer<Repository>>;
}

/** What the hub has answered so far. It outlives the models screen, so that one comes back to what one left. */
export const useHub = create<HubStore>(() => ({
  access: null,
  catalog: { status: 'none' },
  query: '',
  hits: { status: 'none' },
  repositories: {},
}));

/** Takes over the host's access. With another token or endpoint the hub answers otherwise, so its answers go. */
export function setHubAccess(access: HubAccess): void {
  const before = useHub.getState().access;
  useHub.setState({ access });
  if (before === null) return;
  if (before.endpoint !== access.endpoint) useHub.setState({ query: '', hits: { status: 'none' } });
  if (before.endpoint !== access.endpoint || before.token !== access.token || before.userName !== access.userName)
    forgetRepositories();
}

/** Reads the catalogue, once. */
export async function loadCatalog(): Promise<void> {
  const { status } = useHub.getState().catalog;
  if (status === 'ready' || status === 'loading') return;
  await ask(
    () => host.hub.catalog(),
    (catalog) => useHub.setState({ catalog }),
  );
}

/** Looks for repositories on the hub; an empty query goes back to the catalogue. */
export async function searchHub(query: string): Promise<void> {
  const trimmed = query.trim();
  useHub.setState({ query: trimmed });
  if (trimmed === '') return useHub.setState({ hits: { status: 'none' } });
  await ask(
    () => host.hub.search({ query: trimmed }),
    // An answer to an earlier question comes too late.
    (hits) => useHub.getState().query === trimmed && useHub.setState({ hits }),
  );
}

/** After so long the free memory, and with it the advice, may be another. */
const staleAfterMs = 60_000;

/** Reads what a repository offers. What is known of it already stays in view meanwhile. */
export async function loadRepository(repositoryId: string): Promise<void> {
  const known = useHub.getState().repositories[repositoryId];
  if (known?.status === 'loading') return;
  if (known?.status === 'ready' && Date.now() - known.at < staleAfterMs) return;
  await ask(
    () => host.hub.repository({ repositoryId }),
    (answer) => {
      if (answer.status !== 'ready' && known?.status === 'ready') return;
      useHub.setState(({ repositories }) => ({ repositories: { ...repositories, [repositoryId]: answer } }));
    },
  );
}

/** Forgets what was read of repositories: another preferred level or context size gives other advice. */
export function forgetRepositories(): void {
  useHub.setState({ repositories: {} });
}

async function ask<Value>(call: () => Promise<Value>, take: (answer: Answer<Value>) => void): Promise<void> {
  take({ status: 'loading' });
  try {
    take({ status: 'ready', value: await call(), at: Date.now() });
  } catch (error) {
    take({ status: 'failed', failure: describeHubFailure(error) });
  }
}

/** A failed call to the hub as a card shows it. */
export function describeHubFailure(error: unknown): HubFailure {
  return { code: failureCode(error), message: describeFailure(error) };
}
