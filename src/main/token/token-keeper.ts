import { timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
import {
  createTokenHistoryFile,
  openTokenMemory,
  readWhole,
  type TokenKeeperOptions,
  type TokenUse,
} from './token-history.ts';
import { checkToken, digestOf, missingToken, type TokenStore } from './token-store.ts';

/** Of no token. */
const noDigest = '0'.repeat(64);

const longestGraceHours = 31 * 24;

export interface TokenState {
  source: 'file' | 'keyring' | 'environment';
  note: Problem | null;
  lastUsed: TokenUse | null;
  old: { validUntil: number; lastUsed: TokenUse | null } | null;
}

/** The token that callers must show, its predecessor while that is still good, and when they were used. */
export interface TokenKeeper {
  /** Throws AgentError `TOKEN_LOST`: the ERP's is still accepted, and nobody can show it. */
  current(): string;
  /** The same, null where it is lost. */
  known(): string | null;
  /** Whether a caller may pass; remembers the use. `address` is the caller's. */
  accepts(candidate: string, address: string): boolean;
  /** Whether it is the token of now, not its predecessor; remembers nothing. */
  isCurrent(candidate: string): boolean;
  /**
   * Makes a new token; the old one stays good for `graceHours`, 0 ends it at once (and one before it with it).
   * Throws AgentError `TOKEN_NOT_IN_FILE`, `INVALID_ARGUMENT`.
   */
  rotate(graceHours: number): void;
  /** Takes another token over, the old one ends. Throws AgentError `TOKEN_NOT_IN_FILE`, `INVALID_TOKEN`. */
  replace(token: string): void;
  /** Uses by the agent itself, while `work` runs, are not uses by the ERP. */
  withoutUses<T>(work: () => Promise<T>): Promise<T>;
  /** Whether such work is running. */
  readonly isOwnUse: boolean;
  state(): TokenState;
  /** Writes the last uses. */
  close(): void;
}

export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { store, fixed, clock } = options;
  const history = openTokenMemory(options);
  let silent = 0;

  const current = (): string => {
    const token = history.token();
    if (token === null) throw new AgentError('TOKEN_LOST', history.problem?.message ?? 'Le jeton est perdu.');
    return token;
  };
  const isCurrentDigest = (digest: Buffer): boolean => {
    history.token();
    return timingSafeEqual(digest, Buffer.from(history.value.current ?? noDigest, 'hex'));
  };
  const matches = (candidate: string): 'current' | 'old' | null => {
    // Digests before dates: a refusal takes the same time whatever it is for.
    const digest = digestOf(candidate);
    const isCurrent = isCurrentDigest(digest);
    const { old } = history.value;
    const isOld = timingSafeEqual(digest, Buffer.from(old?.sha256 ?? noDigest, 'hex'));
    if (isCurrent) {
      return 'current';
    }
    return isOld && old !== null && clock.now() < old.validUntil ? 'old' : null;
  };
  const mustOwnToken = () => {
    if (fixed !== null) {
      throw new AgentError(
        'TOKEN_NOT_IN_FILE',
        'Le jeton est donné par --token ou PRINTER_AGENT_TOKEN : remplacez-le là où il est écrit.',
      );
    }
  };

  return {
    current,
    known: history.token,
    isCurrent: (candidate) => isCurrentDigest(digestOf(candidate)),
    accepts: (candidate, address) => {
      const match = matches(candidate);
      if (match !== null && silent === 0) {
        history.remember(match, { at: clock.now(), address });
      }
      return match !== null;
    },
    rotate: (graceHours) => {
      mustOwnToken();
      const validUntil = endOfGrace(clock, graceHours);
      history.token();
      const { current: sha256 } = history.value;
      const old = sha256 === null ? null : { sha256, validUntil };
      saving(() => {
        // Written first: a crash between the two leaves a token that is its own predecessor, which harms nobody.
        history.replaceOld(graceHours === 0 ? null : old);
        store.rotate();
      });
      history.token();
    },
    replace: (token) => {
      mustOwnToken();
      checkToken(token, 'remplacement');
      saving(() => {
        store.replace(token);
        history.replaceOld(null);
      });
      history.token();
    },
    withoutUses: async (work) => {
      silent += 1;
      try {
        return await work();
      } finally {
        silent -= 1;
      }
    },
    get isOwnUse() {
      return silent > 0;
    },
    state: () => {
      history.token();
      const { lastUsed, old } = history.value;
      const isGood = old !== null && clock.now() < old.validUntil;
      return {
        source: fixed === null ? store.source : 'environment',
        note: fixed === null ? (history.problem ?? store.note) : null,
        lastUsed,
        old: isGood ? { validUntil: old.validUntil, lastUsed: old.lastUsed } : null,
      };
    },
    close: history.close,
  };
}

/**
 * `smartpos-agent token rotate`: a running agent notices it, and neither needs the other. Resolves with the new token.
 * Throws AgentError `INVALID_ARGUMENT`, `TOKEN_NOT_SAVED`.
 */
export function rotateTokenFile(options: {
  dataDir: string;
  store: TokenStore;
  graceHours: number;
  clock: Clock;
}): string {
  const { dataDir, store, graceHours, clock } = options;
  const file = createTokenHistoryFile(dataDir);
  const validUntil = endOfGrace(clock, graceHours);
  const { current, start, lastUsed } = file.read();
  const written = existsSync(store.file) ? (digestOfKept(store) ?? current) : current;
  const old = graceHours === 0 || written === null ? null : { sha256: written, validUntil, lastUsed };
  return saving(() => {
    file.write({ current: written, start, lastUsed, old });
    return store.rotate();
  });
}

/** Null: it cannot be read, and what is known of it counts. */
function digestOfKept(store: TokenStore): string | null {
  try {
    const token = store.read();
    return token === null ? null : digestOf(token).toString('hex');
  } catch {
    return null;
  }
}

/**
 * `smartpos-agent token show`: makes the first token, and no second one, which would lock the ERP out.
 *
 * @throws AgentError `TOKEN_LOST`, `TOKEN_SEALED`, `INVALID_TOKEN`
 */
export function showTokenFile({ dataDir, store }: { dataDir: string; store: TokenStore }): string {
  const history = createTokenHistoryFile(dataDir).read();
  const token = readWhole(store, history);
  if (token === null && history.current !== null) {
    const { message } = missingToken(store.file);
    throw new AgentError('TOKEN_LOST', `${message} L'ERP imprime toujours avec le sien. ${rotateAdvice}`);
  }
  return token ?? store.create();
}

const rotateAdvice = "Pour en faire un nouveau : « smartpos-agent token rotate », puis copiez-le dans l'ERP.";

function endOfGrace(clock: Clock, graceHours: number): number {
  if (!(graceHours >= 0 && graceHours <= longestGraceHours)) {
    throw new AgentError('INVALID_ARGUMENT', `Le délai est un nombre d'heures, de 0 à ${longestGraceHours}.`);
  }
  return clock.now() + graceHours * 3_600_000;
}

function saving<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { cause, advice } = describeFileTrouble(error);
    throw new AgentError(
      'TOKEN_NOT_SAVED',
      `Le jeton n'a pas pu être enregistré (${cause}) : ${advice}, puis réessayez.`,
      { cause: error },
    );
  }
}
