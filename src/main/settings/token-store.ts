import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from '../errors.ts';

/** Tokens printed in the replaced system's documentation and code: everybody knows them. */
const publicTokens = [
  'default_token_change_me',
  'your_secure_token_here',
  'your_secure_token_here_change_me',
  'YOUR_TOKEN',
];

export interface TokenStore {
  /** Where the token is kept. */
  readonly file: string;
  /** Reads the token; makes a new one when there is none yet. */
  readOrCreate(): string;
  /** Replaces the token; the old one is refused from now on, by a running agent too. */
  rotate(): string;
  /** What differs after each change of the file, or null when there is none: a running agent notices a rotation by it. */
  version(): string | null;
}

/** The token in a file of mode 0600: for services, which have no keyring. */
export function createFileTokenStore(dataDir: string): TokenStore {
  const file = join(dataDir, 'token');
  const write = (token: string) => {
    const temporary = `${file}.new`;
    writeFileSync(temporary, `${token}\n`, { mode: 0o600, flush: true });
    // An older file of that name would have kept its own mode.
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
    return token;
  };
  const rotate = () => write(randomBytes(32).toString('base64url'));
  return {
    file,
    rotate,
    readOrCreate: () => {
      const token = readIfThere(file);
      return token === null || token === '' ? rotate() : checkToken(token, file);
    },
    version: () => {
      const found = statSync(file, { throwIfNoEntry: false });
      // Two writes within one tick of the kernel's clock have the same time, but a rotation makes a new file.
      return found === undefined ? null : `${found.ino} ${found.mtimeMs} ${found.size}`;
    },
  };
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
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

/** A check that takes the same time whatever the candidate is. */
export function createTokenCheck(current: () => string): (candidate: string) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return (candidate) => timingSafeEqual(digest(candidate), digest(current()));
}

/** The token of the file, read again when the file changes. */
export function followTokenFile(store: TokenStore): () => string {
  let token = store.readOrCreate();
  let version = store.version();
  return () => {
    const now = store.version();
    if (now !== null && now !== version) {
      token = store.readOrCreate();
      version = now;
    }
    return token;
  };
}
