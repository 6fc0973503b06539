import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import {
  checkToken,
  createFileTokenStore,
  createToken,
  fileVersion,
  sealedTokenFileName,
  type TokenStore,
  tokenFileName,
} from './token-store.ts';

/** The system's key ring, as far as it can be used now (Electron's safeStorage). */
export interface KeyRing {
  seal(text: string): Buffer;
  /** Throws when the sealed bytes are another user's, or damaged. */
  unseal(sealed: Buffer): string;
}

const noKeyRing: Problem = {
  code: 'TOKEN_NOT_IN_KEYRING',
  message: "Ce système n'offre pas de trousseau : le jeton est gardé dans un fichier que seul votre compte peut lire.",
};

const unreadable: Problem = {
  code: 'TOKEN_UNREADABLE',
  message:
    "Le jeton gardé par le trousseau du système n'est plus lisible : un nouveau jeton a été créé. Copiez de nouveau les réglages pour l'ERP.",
};

/**
 * The token sealed by the system's key ring, in base64 in a file of mode 0600. A plain token file wins and is sealed: the
 * installer, the command line or a service has written it last. Where there is no key ring, or it refuses, the token stays
 * in the plain file, and `note` says so.
 *
 * @param keyRing null where the system has none
 */
export function createSealedTokenStore({ dataDir, keyRing }: { dataDir: string; keyRing: KeyRing | null }): TokenStore {
  const plain = createFileTokenStore(dataDir);
  const file = join(dataDir, sealedTokenFileName);
  let source: TokenStore['source'] = 'keyring';
  let note: Problem | null = null;
  let lost = false;

  const keep = (token: string): string => {
    try {
      if (keyRing !== null) {
        writePrivateFile(file, keyRing.seal(token).toString('base64'));
        rmSync(plain.file, { force: true });
        source = 'keyring';
        note = lost ? unreadable : null;
        return token;
      }
    } catch {
      // A key ring that refuses is no key ring.
    }
    plain.replace(token);
    // What is sealed is older from now on, and must not come back.
    rmSync(file, { force: true });
    source = 'file';
    note = lost ? unreadable : noKeyRing;
    return token;
  };

  const unsealed = (): string | null => {
    const sealed = readIfThere(file);
    if (sealed === null) {
      return null;
    }
    try {
      if (keyRing !== null) {
        return checkToken(keyRing.unseal(Buffer.from(sealed, 'base64')), tokenFileName);
      }
    } catch {
      // Another user's, or another machine's: nothing can be made of it.
    }
    lost = true;
    renameSync(file, `${file}.bak`);
    return null;
  };

  return {
    get file() {
      return source === 'keyring' ? file : plain.file;
    },
    get source() {
      return source;
    },
    get note() {
      return note;
    },
    get lost() {
      return lost;
    },
    readOrCreate: () => {
      const written = readIfThere(plain.file);
      if (written !== null && written !== '') {
        return keep(checkToken(written, plain.file));
      }
      return unsealed() ?? keep(createToken());
    },
    rotate: () => {
      lost = false;
      return keep(createToken());
    },
    replace: (token) => {
      lost = false;
      keep(checkToken(token, 'remplacement'));
    },
    version: () => fileVersion(plain.file) ?? fileVersion(file),
  };
}
