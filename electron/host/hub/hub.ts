import type { GgufHeader } from '../../../models/gguf/gguf-header.ts';
import type { HubAccess, RepositoryHit } from '../../contract/hub-offers.ts';

/** A file of a repository. `sha256` is the hub's LFS hash, null for a file outside LFS. */
export interface HubFile {
  path: string;
  sizeBytes: number;
  sha256: string | null;
}

/** A repository at one commit. */
export interface HubRepository extends RepositoryHit {
  revision: string;
  licence: string | null;
  files: HubFile[];
}

/** Where the bytes of a file can be had for a while: signed addresses expire. */
export interface ResolvedFile {
  url: string;
  /** To send with each request; the token only where `url` is on the hub itself. */
  headers: Record<string, string>;
  sizeBytes: number;
  sha256: string | null;
  etag: string | null;
}

/**
 * Hugging Face, or a server that speaks its protocol. Every call tries the endpoint and then its mirrors. Throws
 * AppErrors: `offline`, `rateLimited`, `hubFailed`, `accessDenied` (data: `gated`), `notFound`, `aborted`.
 */
export interface Hub {
  readonly access: HubAccess;
  onAccess(listener: (access: HubAccess) => void): void;
  search(query: string, signal?: AbortSignal): Promise<RepositoryHit[]>;
  /** At its newest commit, or at the one named. */
  readRepository(repositoryId: string, signal?: AbortSignal, revision?: string): Promise<HubRepository>;
  resolveFile(repositoryId: string, revision: string, path: string, signal?: AbortSignal): Promise<ResolvedFile>;
  /** The header of a GGUF file, by Range requests alone. Also throws `modelBroken`. */
  readHeader(repositoryId: string, revision: string, file: HubFile, signal?: AbortSignal): Promise<GgufHeader>;
  setToken(token: string): Promise<HubAccess>;
  clearToken(): HubAccess;
}
