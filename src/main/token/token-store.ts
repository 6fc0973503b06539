import { createHash, randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';

/** Tokens printed in the replaced system's documentation and code: everybody knows them. The installer has them, too. */
export const publicTokens = [
  'default_token_change_me',
  'your_secure_token_here',
  'your_secure_token_here_change_me',
  'YOUR_TOKEN',
];

export interface TokenStore {
  /** Where the token is kept. */
  readonly file: string;
  readonly source: 'file' | 'keyring';
  /** Why the token is not in the system's key ring, where it could be. Known after the first read. */
  readonly note: Problem | null;
  /** Whether a token was kept that could not be read any more, so that another had to be made. */
  readonly lost: boolean;
  /** Reads the token; makes a new one when there is none yet. */
  readOrCreate(): string;
  /** Replaces the token by a new one; the old one is refused from now on, by a running agent too. */
  rotate(): string;
  /** Replaces the token by this one. Throws AgentError `INVALID_TOKEN`. */
  replace(token: string): void;
  /** What differs after each change of the file, or null when there is none: a running agent notices a rotation by it. */
  version(): string | null;
}

export const tokenFileName = 'token';
export const sealedTokenFileName = 'token.sealed';

/**
 * The token in a file of mode 0600: for services, which have no keyring.
 *
 * @throws AgentError `TOKEN_SEALED` when the window's agent keeps it in the key ring of its user, which only that can read
 */
export function createFileTokenStore(dataDir: string): TokenStore {
  const file = join(dataDir, tokenFileName);
  const write = (token: string) => {
    writePrivateFile(file, `${token}\n`);
    return token;
  };
  return {
    file,
    source: 'file',
    note: null,
    lost: false,
    rotate: () => write(createToken()),
    replace: (token) => {
      write(checkToken(token, 'remplacement'));
    },
    readOrCreate: () => {
      const token = readIfThere(file);
      if ((token === null || token === '') && existsSync(join(dataDir, sealedTokenFileName))) {
        throw new AgentError(
          'TOKEN_SEALED',
          'Le jeton est gardé par le trousseau du système : lisez-le dans la fenêtre de SmartPOS Agent, ou remplacez-le par « smartpos-agent token rotate ».',
        );
      }
      return token === null || token === '' ? write(createToken()) : checkToken(token, file);
    },
    version: () => fileVersion(file),
  };
}

/** 256 bits, in characters that a header, an `.env` and a double click take whole. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What differs after each change of a file, or null when there is none. */
export function fileVersion(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  // Two writes within one tick of the kernel's clock have the same time, but a rotation makes a new file.
  return found === undefined ? null : `${found.ino} ${found.mtimeMs} ${found.size}`;
}

/**
 * Refuses a token that cannot be sent in a header or that everybody knows.
 *
 * @param source where it came from, for the message; the token itself is never shown
 * @throws AgentError `INVALID_TOKEN`
 */
export function checkToken(token: string, source: string): string {
  if (!/^[\x21-\x7e]{1,512}$/.test(token)) {
    throw new AgentError('INVALID_TOKEN', `Le jeton de ${source} doit avoir 1 à 512 caractères ASCII sans espace.`);
  }
  if (publicTokens.includes(token)) {
    throw new AgentError(
      'INVALID_TOKEN',
      `Le jeton de ${source} est celui de la documentation, connu de tous : choisissez-en un autre.`,
    );
  }
  return token;
}

export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The token of the file, read again when the file changes. */
export function followTokenFile(store: TokenStore): () => string {
  let token = store.readOrCreate();
  let version = store.version();
  return () => {
    const now = store.version();
    if (now !== null && now !== version) {
      token = store.readOrCreate();
      version = store.version();
    }
    return token;
  };
}
