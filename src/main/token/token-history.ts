import { join } from 'node:path';
import * as z from 'zod';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
import type { Log } from '../base/log.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import { createToken, digestOf, followTokenFile, lostToken, missingToken, type TokenStore } from './token-store.ts';

const useSchema = z.object({ at: z.number(), address: z.string() });

const historySchema = z.object({
  /** SHA-256 of the token in use, in hexadecimal: what `lastUsed` is about. */
  current: z.string().nullable().default(null),
  /** SHA-256 of how a token that the agent has made begins: by it a cut one is told from another one. */
  start: z.string().nullable().default(null),
  lastUsed: useSchema.nullable().default(null),
  old: z
    .object({ sha256: z.string(), validUntil: z.number(), lastUsed: useSchema.nullable() })
    .nullable()
    .default(null),
});

/** When, in ms since the epoch, and by whom a token was used. */
export type TokenUse = z.infer<typeof useSchema>;
export type TokenHistory = z.infer<typeof historySchema>;

/** DATA_DIR/token-history.json, mode 0600: the token before, which is still good for a while, and the last uses. No token. */
export function createTokenHistoryFile(dataDir: string): {
  read: () => TokenHistory;
  /** Throws what the disk throws. */
  write: (history: TokenHistory) => void;
} {
  const file = join(dataDir, 'token-history.json');
  return {
    read: () => {
      try {
        return historySchema.parse(JSON.parse(readIfThere(file) ?? '{}'));
      } catch {
        // Damaged: the old token is then refused, which a person can mend; a broken file must not stop the till.
        return historySchema.parse({});
      }
    },
    write: (history) => writePrivateFile(file, `${JSON.stringify(history)}\n`),
  };
}

/** Uses are written at most this often: each is a write to the till's disk. */
const saveUsesMs = 60_000;

export interface TokenKeeperOptions {
  dataDir: string;
  store: TokenStore;
  /** A token given by flag or environment, which then is the only one. */
  fixed: string | null;
  clock: Clock;
  log: Pick<Log, 'warn' | 'error'>;
  /** An agent has worked here before: a token that has to be made is not the first. */
  isExpected?: boolean;
}

/** A token given by flag or environment leaves nothing on the disk, and has no predecessor. */
const noHistoryFile: ReturnType<typeof createTokenHistoryFile> = {
  read: () => ({ current: null, start: null, lastUsed: null, old: null }),
  write: () => {},
};

/**
 * The token and its history in memory; the file follows it, at most once a minute for uses. Where the token itself is lost, its
 * SHA-256 still tells the ERP's.
 */
export function openTokenMemory(options: TokenKeeperOptions) {
  const { dataDir, store, fixed, log } = options;
  const file = fixed === null ? createTokenHistoryFile(dataDir) : noHistoryFile;
  const found = file.read();
  const { token: first, problem } = fixed === null ? findToken(options, found) : { token: fixed, problem: null };
  if (problem !== null) log.error({ file: store.file, ...problem }, 'the token does not serve as it should');
  /** Made, and not on the disk yet: with a history of it the next start would miss a token that nobody has seen. */
  let unsaved = problem?.code === 'TOKEN_NOT_SAVED' ? first : null;
  const follow =
    fixed === null
      ? followTokenFile({ read: () => readWhole(store, file.read()), version: store.version }, first)
      : () => fixed;
  let token = first;
  let value = adopt(found);
  let timer: NodeJS.Timeout | null = null;

  /** The history as it is for the token of now. */
  function adopt(written: TokenHistory): TokenHistory {
    if (token === null) return written;
    const sha256 = hash(token);
    const start = startOf(token);
    if (written.current !== sha256) return { current: sha256, start, lastUsed: null, old: written.old };
    return written.start === start ? written : { ...written, start };
  }
  /** Throws what the disk throws. */
  const keepToken = () => {
    // A person may have written another meanwhile, and what is damaged stays for who can repair it.
    if (unsaved !== null && store.read() === null) store.replace(unsaved);
    unsaved = null;
  };
  const save = () => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    try {
      keepToken();
      file.write(value);
    } catch (error) {
      log.warn({ err: error }, 'the last uses of the token could not be written');
      timer = setTimeout(save, saveUsesMs).unref();
    }
  };
  if (value !== found) {
    save();
  }

  return {
    get value() {
      return value;
    },
    /** Why the token is not what it was; null: it is, or has been replaced. */
    get problem() {
      const isSaved = problem?.code === 'TOKEN_NOT_SAVED' && unsaved === null;
      return token === first && !isSaved ? problem : null;
    },
    /** Null: it is lost. A rotation by the command line is noticed here: it has written the history, too. */
    token: () => {
      const now = follow();
      if (now !== token) {
        token = now;
        value = adopt(file.read());
        save();
      }
      return token;
    },
    replaceOld: (old: { validUntil: number; sha256: string } | null) => {
      keepToken();
      value = { ...value, old: old === null ? null : { ...old, lastUsed: value.lastUsed } };
      file.write(value);
    },
    remember: (which: 'current' | 'old', use: TokenUse) => {
      if (which === 'current') {
        value.lastUsed = use;
      } else if (value.old !== null) {
        value.old.lastUsed = use;
      }
      timer ??= setTimeout(save, saveUsesMs).unref();
    },
    close: () => {
      if (timer !== null) {
        save();
      }
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function hash(text: string): string {
  return digestOf(text).toString('hex');
}

/** Null: a person has chosen it, and it may be short. */
function startOf(token: string): string | null {
  return /^[\w-]{43}$/.test(token) ? hash(`start:${token.slice(0, 4)}`) : null;
}

/** `null`, `{}`, `[1]`, `""`: what a program leaves that knew nothing to write. No person who replaces a token chooses so few. */
const noToken = /^(?:.{0,7}|undefined|[[{"].*)$/;

/**
 * @throws AgentError `TOKEN_LOST`: the file holds the beginning of the token that was in use, or none, or cannot be read;
 *   `INVALID_TOKEN`
 */
export function readWhole(store: Pick<TokenStore, 'read' | 'file'>, { current, start }: TokenHistory): string | null {
  const token = store.read();
  const isCut =
    token !== null &&
    start !== null &&
    token.length < 43 &&
    (token.length < 4 || hash(`start:${token.slice(0, 4)}`) === start);
  if (isCut) throw lostToken(store.file, 'est coupé');
  const isOther = token !== null && current !== null && hash(token) !== current;
  if (isOther && noToken.test(token)) throw lostToken(store.file, 'a été remplacé par autre chose');
  return token;
}

/**
 * The token of the store; where that is lost and the ERP's can still be told, none: a new one would lock the ERP out. Only where
 * nothing is left of it a new one is made.
 *
 * @throws AgentError `INVALID_TOKEN`: a person has written one that cannot be used, and there is no other
 */
function findToken(
  options: TokenKeeperOptions,
  history: TokenHistory,
): { token: string | null; problem: Problem | null } {
  const { store, isExpected = false } = options;
  let trouble = missingToken(store.file);
  try {
    const token = readWhole(store, history);
    if (token !== null) return { token, problem: null };
    if (history.current === null) return makeToken(store, isExpected ? trouble : null);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    trouble = error;
    if (history.current === null && error.code !== 'TOKEN_LOST') throw error;
    if (history.current === null) return makeToken(store, trouble);
  }
  return {
    token: null,
    problem: {
      code: 'TOKEN_LOST',
      message: `${trouble.message} L'ERP imprime toujours avec le sien, mais le jeton ne peut plus être affiché : quand cela vous arrange, faites-en un nouveau (rubrique Connexion) et copiez-le dans l'ERP.`,
    },
  };
}

/** @param trouble what has become of the one before; null: there was none */
function makeToken(store: TokenStore, trouble: AgentError | null): { token: string; problem: Problem | null } {
  try {
    const token = store.create();
    if (trouble === null) return { token, problem: null };
    const message = `${trouble.message} Un nouveau a été créé : copiez de nouveau les réglages pour l'ERP.`;
    return { token, problem: { code: 'TOKEN_UNREADABLE', message } };
  } catch (error) {
    const { cause, advice } = describeFileTrouble(error);
    const message = `Le jeton n'a pas pu être enregistré dans ${store.file} (${cause}) : il ne vaut que jusqu'au prochain démarrage ; ${advice}.`;
    return { token: createToken(), problem: { code: 'TOKEN_NOT_SAVED', message } };
  }
}
