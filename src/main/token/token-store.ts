import { createHash, randomBytes } from 'node:crypto';
import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
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
  /** The token; null: there is none. Throws AgentError `TOKEN_LOST` where one is kept and cannot be read, `INVALID_TOKEN`. */
  read(): string | null;
  /** Makes the first token; what could not be read is put aside. Throws what the disk throws. */
  create(): string;
  /** Reads the token; makes a new one when there is none yet. Throws what `read` and `create` throw. */
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
    // Nothing can be written in the place of a folder.
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) putAside(file);
    writePrivateFile(file, `${token}\n`);
    return token;
  };
  const read = () => {
    const token = readTokenFile(file);
    if (token === null && existsSync(join(dataDir, sealedTokenFileName))) {
      throw new AgentError(
        'TOKEN_SEALED',
        'Le jeton est gardé par le trousseau du système : lisez-le dans la fenêtre de SmartPOS Agent, ou remplacez-le par « smartpos-agent token rotate ».',
      );
    }
    return token === null ? null : checkToken(token, file);
  };
  const create = () => {
    if (existsSync(file) && tryRead(read) === null && statSync(file).size > 0) putAside(file);
    return write(createToken());
  };
  return {
    file,
    source: 'file',
    note: null,
    read,
    create,
    readOrCreate: () => read() ?? create(),
    rotate: () => write(createToken()),
    replace: (token) => {
      write(checkToken(token, 'remplacement'));
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

/** The token of the file, read again when the file changes; one that cannot be read any more changes nothing. */
export function followTokenFile(
  store: Pick<TokenStore, 'read' | 'version'>,
  first: string | null,
): () => string | null {
  let token = first;
  let version = store.version();
  return () => {
    const now = store.version();
    if (now !== null && now !== version) {
      token = tryRead(store.read) ?? token;
      version = store.version();
    }
    return token;
  };
}

/**
 * What a file holds, empty or not there: null.
 *
 * @throws AgentError `TOKEN_LOST`: it cannot be read, or holds no text
 */
export function readTokenFile(file: string): string | null {
  let text: string | null;
  try {
    text = readIfThere(file);
  } catch (error) {
    throw lostToken(file, `ne peut pas être lu (${describeFileTrouble(error).cause})`, error);
  }
  if (text !== null && notText.test(text)) throw lostToken(file, "n'est plus lisible");
  return text === '' ? null : text;
}

/** Zeros of a power cut, or bytes of anything else. */
const notText = /[\p{Cc}\ufffd]/u;

export function lostToken(file: string, reason: string, cause?: unknown): AgentError {
  return new AgentError('TOKEN_LOST', `Le jeton gardé dans ${file} ${reason}.`, { cause });
}

/** There is none: where its file lies there, it is empty. */
export function missingToken(file: string): AgentError {
  return lostToken(file, existsSync(file) ? 'est vide' : 'a disparu');
}

export function putAside(file: string): void {
  let name = `${file}.bak`;
  for (let number = 2; existsSync(name); number += 1) name = `${file}.bak.${number}`;
  renameSync(file, name);
}

function tryRead(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
