/** Where one secret is kept, encrypted by the system where it can. */
export interface SecretStore {
  /** False where the system has no secret store: what is written is gone when Conclave ends. */
  readonly persistent: boolean;
  /** Null where nothing is kept, or where it cannot be decrypted any more. */
  read(): string | null;
  write(secret: string | null): void;
}
