import { safeStorage } from 'electron';
import type { KeyRing } from '../settings/sealed-token-store.ts';

/**
 * The system's key ring, or null where there is none: on Linux without one Electron would seal with a key that everybody
 * knows (`basic_text`), which hides nothing. Only once the application is ready.
 */
export function systemKeyRing(): KeyRing | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: (text) => safeStorage.encryptString(text),
    unseal: (sealed) => safeStorage.decryptString(sealed),
  };
}
