import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { EncryptedSecretStore, type Cipher } from './encrypted-secret-store.ts';

let folder: ReturnType<typeof makeTemporaryFolder>;
let path: string;
beforeEach(() => {
  folder = makeTemporaryFolder();
  path = join(folder.path, 'deep', 'token');
});
afterEach(() => folder.remove());

/** As the system's key store does it, with a key of this test's own. */
function makeCipher(safe = true): Cipher {
  const key = randomBytes(32);
  return {
    isSafe: () => safe,
    encrypt: (text) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    decrypt: (encrypted) => {
      const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, 12));
      decipher.setAuthTag(encrypted.subarray(12, 28));
      return Buffer.concat([decipher.update(encrypted.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

it('keeps a secret over restarts in a file that only its user can read', () => {
  const cipher = makeCipher();
  const store = new EncryptedSecretStore(path, cipher);
  expect(store.read()).toBeNull();
  store.write('hf_secret');
  expect(readFileSync(path, 'latin1')).not.toContain('hf_secret');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  const again = new EncryptedSecretStore(path, cipher);
  expect(again.read()).toBe('hf_secret');
  expect(again.persistent).toBe(true);
  again.write(null);
  expect(existsSync(path)).toBe(false);
  expect(new EncryptedSecretStore(path, cipher).read()).toBeNull();
});

it('has nothing where the key is another one now', () => {
  new EncryptedSecretStore(path, makeCipher()).write('hf_secret');
  expect(new EncryptedSecretStore(path, makeCipher()).read()).toBeNull();
});

it('writes nothing without a safe key, and says that the secret is for this run', () => {
  const store = new EncryptedSecretStore(path, makeCipher(false));
  store.write('hf_secret');
  expect([store.persistent, store.read(), existsSync(path)]).toEqual([false, 'hf_secret', false]);
});

it('keeps the secret for this run where the file cannot be written', () => {
  writeFileSync(join(folder.path, 'blocked'), '');
  const store = new EncryptedSecretStore(join(folder.path, 'blocked', 'token'), makeCipher());
  store.write('hf_secret');
  expect([store.persistent, store.read()]).toEqual([false, 'hf_secret']);
});
