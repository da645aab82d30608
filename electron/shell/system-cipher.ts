import { safeStorage } from 'electron';
import type { Cipher } from '../host/hub/encrypted-secret-store.ts';

/** The system's key store behind Electron: Keychain, DPAPI, libsecret or KWallet. */
export const systemCipher: Cipher = {
  isSafe: () => {
    if (!safeStorage.isEncryptionAvailable()) return false;
    // Chromium's last resort on Linux is a key that stands in its source.
    return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
  },
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (encrypted) => safeStorage.decryptString(encrypted),
};
