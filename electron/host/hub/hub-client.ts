import { AppError } from '../../../models/app-error.ts';
import type { GgufHeader } from '../../../models/gguf/gguf-header.ts';
import type { Settings } from '../../../models/settings.ts';
import type { HubAccess, RepositoryHit } from '../../contract/hub-offers.ts';
import type { Hub, HubFile, HubRepository, ResolvedFile } from './hub.ts';
import { HubRequests } from './hub-requests.ts';
import { checkToken, HubToken } from './hub-token.ts';
import { readRemoteHeader } from './read-remote-header.ts';
import { readRepository } from './read-repository.ts';
import { resolveFile } from './resolve-file.ts';
import { searchRepositories } from './search-repositories.ts';
import type { SecretStore } from './secret-store.ts';

const keptHeaders = 64;
const keptRepositories = 16;

/** The hub of the settings, over HTTP. */
export class HubClient implements Hub {
  readonly #settings: { readonly current: Pick<Settings, 'hub'> };
  readonly #token: HubToken;
  /** By repository, revision and path; the oldest go first. A revision never changes, so that they never age. */
  readonly #headers = new Map<string, GgufHeader>();
  /** By repository and revision, for those who ask for that revision again. */
  readonly #repositories = new Map<string, HubRepository>();
  #listener: (access: HubAccess) => void = () => {};

  constructor(settings: { readonly current: Pick<Settings, 'hub'> }, secrets: SecretStore) {
    this.#settings = settings;
    this.#token = new HubToken(secrets);
  }

  get access(): HubAccess {
    const { endpoint } = this.#settings.current.hub;
    const kept = this.#token.find(new URL(endpoint).origin);
    const state = this.#token.persistent ? 'kept' : 'thisRun';
    return { endpoint: trimSlash(endpoint), token: kept ? state : 'none', userName: kept?.userName ?? null };
  }

  onAccess(listener: (access: HubAccess) => void): void {
    this.#listener = listener;
  }

  search(query: string, signal?: AbortSignal): Promise<RepositoryHit[]> {
    return this.#ask(null, signal, (requests) => searchRepositories(requests, query));
  }

  async readRepository(repositoryId: string, signal?: AbortSignal, revision?: string): Promise<HubRepository> {
    const kept = revision === undefined ? undefined : this.#repositories.get(`${repositoryId}@${revision}`);
    if (kept) return kept;
    const repository = await this.#ask(repositoryId, signal, (requests) =>
      readRepository(requests, repositoryId, revision),
    );
    keep(this.#repositories, `${repositoryId}@${repository.revision}`, repository, keptRepositories);
    return repository;
  }

  resolveFile(repositoryId: string, revision: string, path: string, signal?: AbortSignal): Promise<ResolvedFile> {
    return this.#ask(repositoryId, signal, (requests) => resolveFile(requests, repositoryId, revision, path));
  }

  async readHeader(repositoryId: string, revision: string, file: HubFile, signal?: AbortSignal): Promise<GgufHeader> {
    const key = `${repositoryId}@${revision}/${file.path}`;
    const kept = this.#headers.get(key);
    if (kept) return kept;
    const header = await this.#ask(repositoryId, signal, (requests) =>
      readRemoteHeader(requests, file, () => resolveFile(requests, repositoryId, revision, file.path)),
    );
    keep(this.#headers, key, header, keptHeaders);
    return header;
  }

  async setToken(text: string): Promise<HubAccess> {
    const token = checkToken(text);
    const endpoint = trimSlash(this.#settings.current.hub.endpoint);
    const { origin } = new URL(endpoint);
    const findToken = (asked: string) => (asked === origin ? token : null);
    const requests = new HubRequests({ endpoint, repositoryId: null, findToken });
    const { whoAmI } = await import('@huggingface/hub');
    // The library takes tokens of one form only; the real one goes along with the requests.
    const user = await whoAmI({ accessToken: 'hf_', hubUrl: endpoint, fetch: requests.fetch });
    const userName = typeof user.name === 'string' ? user.name.slice(0, 100) : null;
    this.#token.keep({ token, origin, userName });
    return this.#tell();
  }

  clearToken(): HubAccess {
    this.#token.clear();
    return this.#tell();
  }

  #tell(): HubAccess {
    const { access } = this;
    this.#listener(access);
    return access;
  }

  /** Asks the endpoint, and where it cannot be reached or is broken, its mirrors. What the endpoint said counts. */
  async #ask<T>(
    repositoryId: string | null,
    signal: AbortSignal | undefined,
    ask: (requests: HubRequests) => Promise<T>,
  ): Promise<T> {
    const { endpoint, mirrors } = this.#settings.current.hub;
    let firstFailure: AppError | null = null;
    for (const address of [endpoint, ...mirrors]) {
      const findToken = (origin: string) => this.#findToken(origin, endpoint);
      try {
        return await ask(new HubRequests({ endpoint: trimSlash(address), repositoryId, findToken, signal }));
      } catch (error) {
        const failure = error instanceof AppError ? error : explainNonsense(error, address);
        firstFailure ??= failure;
        if (!isWorthMirror(firstFailure)) break;
      }
    }
    throw firstFailure;
  }

  /** The token goes to the endpoint's own origin and nowhere else, mirrors and content networks included. */
  #findToken(origin: string, endpoint: string): string | null {
    return origin === new URL(endpoint).origin ? (this.#token.find(origin)?.token ?? null) : null;
  }
}

/** Keeps a value, and lets go of the one that was kept first when there are too many. */
function keep<T>(kept: Map<string, T>, key: string, value: T, most: number): void {
  kept.set(key, value);
  if (kept.size > most) kept.delete(kept.keys().next().value!);
}

function isWorthMirror({ code }: AppError): boolean {
  return code === 'offline' || code === 'hubFailed';
}

/** JSON of another form than a hub's trips over itself wherever it is read. */
function explainNonsense(cause: unknown, address: string): AppError {
  const { host } = new URL(address);
  return new AppError('hubFailed', `What answers at ${host} is not a hub: check the endpoint.`, {
    cause,
  });
}

function trimSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
