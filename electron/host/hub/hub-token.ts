import { z } from 'zod';
import { AppError } from '../../../models/app-error.ts';
import { defaultHubEndpoint } from '../../../models/settings.ts';
import type { SecretStore } from './secret-store.ts';

const keptTokenSchema = z.object({
  token: z.string().regex(/^[\x21-\x7e]{1,400}$/),
  /** The only origin that it is sent to. */
  origin: z.url(),
  userName: z.string().nullable(),
});
type KeptToken = z.infer<typeof keptTokenSchema>;

/** The access token, tied to the origin that it was given for. */
export class HubToken {
  readonly #store: SecretStore;
  /** Read at first use: asking the system for a secret takes time. */
  #kept: KeptToken | null | undefined;

  constructor(store: SecretStore) {
    this.#store = store;
  }

  get persistent(): boolean {
    return this.#store.persistent;
  }

  find(origin: string): KeptToken | null {
    if (this.#kept === undefined) this.#kept = parseToken(this.#store.read());
    return this.#kept?.origin === origin ? this.#kept : null;
  }

  keep(kept: KeptToken): void {
    this.#kept = kept;
    this.#store.write(JSON.stringify(kept));
  }

  clear(): void {
    this.#kept = null;
    this.#store.write(null);
  }
}

/** A token as it was typed, fit for a header. */
export function checkToken(text: string): string {
  const token = text.trim();
  if (keptTokenSchema.shape.token.safeParse(token).success) return token;
  throw new AppError('badInput', 'An access token is one word without spaces, such as “hf_…”.');
}

/** The token that the environment names for the hub that it names, as a store keeps it; null when there is none. */
export function readEnvironmentToken(environment: NodeJS.ProcessEnv): string | null {
  const token = environment['HF_TOKEN']?.trim();
  const endpoint = environment['HF_ENDPOINT'] ?? defaultHubEndpoint;
  if (!token || !URL.canParse(endpoint)) return null;
  return JSON.stringify({ token, origin: new URL(endpoint).origin, userName: null } satisfies KeptToken);
}

function parseToken(secret: string | null): KeptToken | null {
  if (secret === null) return null;
  try {
    return keptTokenSchema.parse(JSON.parse(secret));
  } catch {
    return null;
  }
}
