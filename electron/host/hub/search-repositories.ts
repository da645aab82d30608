import type { RepositoryHit } from '../../contract/hub-offers.ts';
import type { HubRequests } from './hub-requests.ts';
import { isRepositoryId } from './repository-path.ts';

const maxHits = 60;

/** Repositories with GGUF files, most downloaded first. A pasted address of a repository finds it. */
export async function searchRepositories(requests: HubRequests, query: string): Promise<RepositoryHit[]> {
  const { listModels } = await import('@huggingface/hub');
  const found = listModels({
    search: { query: readQuery(query), tags: ['gguf'] },
    sort: 'downloads',
    limit: maxHits,
    hubUrl: requests.endpoint,
    fetch: requests.fetch,
  });
  const hits: RepositoryHit[] = [];
  for await (const model of found) {
    if (isRepositoryId(model.name)) hits.push(describeHit(model));
  }
  return hits;
}

/** A hub's entry as the page may have it: each value is checked, for the hub may say anything. */
export function describeHit(model: {
  name: string;
  downloads: unknown;
  likes: unknown;
  gated: unknown;
  updatedAt: Date;
}): RepositoryHit {
  const updatedAt = model.updatedAt.getTime();
  return {
    id: model.name,
    downloads: readCount(model.downloads),
    likes: readCount(model.likes),
    updatedAt: Number.isFinite(updatedAt) ? updatedAt : 0,
    gated: model.gated !== false && model.gated !== undefined && model.gated !== null,
  };
}

function readCount(value: unknown): number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : 0;
}

function readQuery(query: string): string {
  const address = /^https?:\/\/[^/]+\/([\w.-]+\/[\w.-]+)/.exec(query.trim());
  return address ? address[1]! : query.trim();
}
