import { safeStorage } from 'electron';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { SecretStore } from '../host/hub/secret-store.ts';

/**
 * Keeps a secret in a file that the system's key store encrypts: Keychain, DPAPI, libsecret or KWallet. Where there is
 * none, or the file cannot be written, the secret stays in memory: it is never written in a form that others can read.
 */
export class SystemSecretStore implements SecretStore {
  readonly #path: string;
  #unsaved: string | null = null;
  #persistent: boolean | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Asked for at first use: the system's answer takes time. */
  get persistent(): boolean {
    this.#persistent ??= canEncrypt();
    return this.#persistent;
  }

  read(): string | null {
    if (this.#unsaved !== null) return this.#unsaved;
    const encrypted = this.#readFile();
    if (encrypted === null || !this.persistent) return null;
    try {
      return safeStorage.decryptString(encrypted);
    } catch {
      // Another user's key, or one that the system has lost.
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

  #readFile(): Buffer | null {
    try {
      return readFileSync(this.#path);
    } catch {
      return null;
    }
  }

  #writeFile(secret: string): boolean {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileAtomic.sync(this.#path, safeStorage.encryptString(secret), { mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }
}

function canEncrypt(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // Chromium's last resort on Linux is a key that stands in its source.
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
