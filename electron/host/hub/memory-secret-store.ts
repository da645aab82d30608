import type { SecretStore } from './secret-store.ts';

/** Keeps a secret until Conclave ends: where the system has no store for it. */
export class MemorySecretStore implements SecretStore {
  readonly persistent = false;
  #secret: string | null;

  constructor(secret: string | null = null) {
    this.#secret = secret;
  }

  read(): string | null {
    return this.#secret;
  }

  write(secret: string | null): void {
    this.#secret = secret;
  }
}
