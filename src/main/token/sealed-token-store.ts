import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { writePrivateFile } from '../base/private-file.ts';
import {
  checkToken,
  createFileTokenStore,
  createToken,
  fileVersion,
  lostToken,
  putAside,
  readTokenFile,
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

  const keep = (token: string): string => {
    try {
      if (keyRing !== null) {
        if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) putAside(file);
        writePrivateFile(file, keyRing.seal(token).toString('base64'));
        rmSync(plain.file, { force: true });
        source = 'keyring';
        note = null;
        return token;
      }
    } catch {
      // A key ring that refuses is no key ring.
    }
    plain.replace(token);
    // What is sealed is older from now on, and must not come back.
    rmSync(file, { force: true });
    source = 'file';
    note = noKeyRing;
    return token;
  };

  const unsealed = (): string | null => {
    const sealed = readTokenFile(file);
    if (sealed === null) return null;
    if (keyRing === null) throw lostToken(file, "est scellé par le trousseau du système, qui n'est pas disponible");
    try {
      return checkToken(keyRing.unseal(Buffer.from(sealed, 'base64')), tokenFileName);
    } catch (error) {
      // Another user's, or another machine's, or damaged.
      throw lostToken(file, "n'est plus lisible par le trousseau du système", error);
    }
  };
  /** What the plain file holds wins; where it cannot be sealed, as on a protected disk, it stays where it is. */
  const takeOver = (written: string): string => {
    const token = checkToken(written, plain.file);
    try {
      return keep(token);
    } catch {
      source = 'file';
      note = noKeyRing;
      return token;
    }
  };
  const read = (): string | null => {
    let written: string | null = null;
    let trouble: unknown = null;
    try {
      written = readTokenFile(plain.file);
    } catch (error) {
      trouble = error;
    }
    if (written !== null) return takeOver(written);
    const token = unsealed();
    if (token === null && trouble !== null) throw trouble;
    return token;
  };
  const create = (): string => {
    for (const old of [plain.file, file]) if (existsSync(old)) putAside(old);
    return keep(createToken());
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
    read,
    create,
    readOrCreate: () => read() ?? create(),
    rotate: () => keep(createToken()),
    replace: (token) => {
      keep(checkToken(token, 'remplacement'));
    },
    version: () => fileVersion(plain.file) ?? fileVersion(file),
  };
}
