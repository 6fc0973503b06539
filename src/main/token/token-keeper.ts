import { timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import { createTokenHistoryFile, openTokenMemory, type TokenKeeperOptions, type TokenUse } from './token-history.ts';
import { checkToken, digestOf, followTokenFile, type TokenStore } from './token-store.ts';

const longestGraceHours = 31 * 24;

export interface TokenState {
  source: 'file' | 'keyring' | 'environment';
  note: Problem | null;
  lastUsed: TokenUse | null;
  old: { validUntil: number; lastUsed: TokenUse | null } | null;
}

/** The token that callers must show, its predecessor while that is still good, and when they were used. */
export interface TokenKeeper {
  current(): string;
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
  const follow = fixed === null ? followTokenFile(store) : () => fixed;
  const history = openTokenMemory(options, follow);
  let silent = 0;

  /** A rotation by the command line is noticed here: it has written the history too. */
  const current = (): string => {
    const token = follow();
    history.belongTo(token);
    return token;
  };
  const matches = (candidate: string): 'current' | 'old' | null => {
    // Digests before dates: a refusal takes the same time whatever it is for.
    const digest = digestOf(candidate);
    const isCurrent = timingSafeEqual(digest, digestOf(current()));
    const { old } = history.value;
    const isOld = timingSafeEqual(digest, old === null ? Buffer.alloc(32) : Buffer.from(old.sha256, 'hex'));
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
    isCurrent: (candidate) => timingSafeEqual(digestOf(candidate), digestOf(current())),
    accepts: (candidate, address) => {
      const match = matches(candidate);
      if (match !== null && silent === 0) {
        history.remember(match, { at: clock.now(), address });
      }
      return match !== null;
    },
    rotate: (graceHours) => {
      mustOwnToken();
      const old = { token: current(), validUntil: endOfGrace(clock, graceHours) };
      saving(() => {
        // Written first: a crash between the two leaves a token that is its own predecessor, which harms nobody.
        history.replaceOld(graceHours === 0 ? null : old);
        store.rotate();
      });
      current();
    },
    replace: (token) => {
      mustOwnToken();
      checkToken(token, 'remplacement');
      saving(() => {
        store.replace(token);
        history.replaceOld(null);
      });
      current();
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
      current();
      const { lastUsed, old } = history.value;
      const isGood = old !== null && clock.now() < old.validUntil;
      return {
        source: fixed === null ? store.source : 'environment',
        note: fixed === null ? store.note : null,
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
  const { current, lastUsed } = file.read();
  const written = existsSync(store.file) ? digestOf(store.readOrCreate()).toString('hex') : current;
  const old = graceHours === 0 || written === null ? null : { sha256: written, validUntil, lastUsed };
  return saving(() => {
    file.write({ current: written, lastUsed, old });
    return store.rotate();
  });
}

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
    throw new AgentError(
      'TOKEN_NOT_SAVED',
      "Le jeton n'a pas pu être enregistré : faites de la place sur le disque, puis réessayez.",
      { cause: error },
    );
  }
}
