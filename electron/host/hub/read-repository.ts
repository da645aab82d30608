import { AppError } from '../../../models/app-error.ts';
import type { HubFile, HubRepository } from './hub.ts';
import type { HubRequests } from './hub-requests.ts';
import { isRepositoryId, isRepositoryPath } from './repository-path.ts';
import { describeHit } from './search-repositories.ts';

const maxFiles = 20_000;

/** A repository at its newest commit, or at the one named, with its files. What cannot be a file's path on every system is left out. */
export async function readRepository(
  requests: HubRequests,
  repositoryId: string,
  revision?: string,
): Promise<HubRepository> {
  const { modelInfo } = await import('@huggingface/hub');
  const info = await modelInfo({
    name: repositoryId,
    additionalFields: ['sha', 'tags', 'cardData'],
    hubUrl: requests.endpoint,
    fetch: requests.fetch,
    ...(revision === undefined ? {} : { revision }),
  });
  const sha = revision ?? info.sha;
  if (typeof sha !== 'string' || !/^[0-9a-f]{40}$/.test(sha)) {
    throw new AppError('hubFailed', 'The hub names no commit of this repository: it cannot be downloaded from there.');
  }
  return {
    ...describeHit({ ...info, name: isRepositoryId(info.name) ? info.name : repositoryId }),
    revision: sha,
    licence: findLicence(info.cardData, info.tags),
    files: await listFiles(requests, repositoryId, sha),
  };
}

async function listFiles(requests: HubRequests, repositoryId: string, revision: string): Promise<HubFile[]> {
  const hub = await import('@huggingface/hub');
  const entries = hub.listFiles({
    repo: { type: 'model', name: repositoryId },
    recursive: true,
    revision,
    hubUrl: requests.endpoint,
    fetch: requests.fetch,
  });
  const files: HubFile[] = [];
  for await (const { type, path, size, lfs } of entries) {
    const sizeBytes = lfs?.size ?? size;
    if (type !== 'file' || !isRepositoryPath(path) || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) continue;
    files.push({ path, sizeBytes, sha256: /^[0-9a-f]{64}$/.test(lfs?.oid ?? '') ? lfs!.oid : null });
    if (files.length === maxFiles) break;
  }
  return files;
}

function findLicence(cardData: unknown, tags: unknown): string | null {
  const card = (cardData ?? {}) as Record<string, unknown>;
  const tag = Array.isArray(tags) ? tags.find((one) => typeof one === 'string' && one.startsWith('license:')) : null;
  const declared = Array.isArray(card['license']) ? card['license'][0] : card['license'];
  const licence =
    declared === 'other' ? (card['license_name'] ?? declared) : (declared ?? tag?.slice('license:'.length));
  return typeof licence === 'string' && licence !== '' ? licence.slice(0, 100) : null;
}
