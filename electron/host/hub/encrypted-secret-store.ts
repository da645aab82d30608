import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { SecretStore } from './secret-store.ts';

/** Encrypts with a key that only this user of the system can have. */
export interface Cipher {
  /** False where the system has no place for such a key. */
  isSafe(): boolean;
  encrypt(text: string): Buffer;
  /** Throws when the key is another one now. */
  decrypt(encrypted: Buffer): string;
}

/**
 * Keeps a secret in an encrypted file. Where there is no safe key, or the file cannot be written, the secret stays in
 * memory: it is never written in a form that others can read.
 */
export class EncryptedSecretStore implements SecretStore {
  readonly #path: string;
  readonly #cipher: Cipher;
  #unsaved: string | null = null;
  #persistent: boolean | undefined;

  constructor(path: string, cipher: Cipher) {
    this.#path = path;
    this.#cipher = cipher;
  }

  /** Asked for at first use: the system's answer takes time. */
  get persistent(): boolean {
    this.#persistent ??= this.#cipher.isSafe();
    return this.#persistent;
  }

  read(): string | null {
    if (this.#unsaved !== null) return this.#unsaved;
    try {
      // The file first: without one the system's key store is left alone.
      const encrypted = readFileSync(this.#path);
      return this.persistent ? this.#cipher.decrypt(encrypted) : null;
    } catch {
      // No file, or another user's key, or one that the system has lost.
      return null;
    }
  }

  write(secret: string | null): void {
    this.#unsaved = null;
    if (secret === null) return rmSync(this.#path, { force: true });
    if (this.persistent && this.#writeFile(secret)) return;
    this.#persistent = false;
    this.#unsaved = secret;
  }

  #writeFile(secret: string): boolean {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileAtomic.sync(this.#path, this.#cipher.encrypt(secret), { mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }
}
