import { join } from 'node:path';
import * as z from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import { digestOf, type TokenStore } from './token-store.ts';

const useSchema = z.object({ at: z.number(), address: z.string() });

const historySchema = z.object({
  /** SHA-256 of the token in use, in hexadecimal: what `lastUsed` is about. */
  current: z.string().nullable().default(null),
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

/** How long a key ring that has lost its token keeps the ERP's one good: until a person has copied the new one. */
const lostTokenDays = 30;
/** Uses are written at most this often: each is a write to the till's disk. */
const saveUsesMs = 60_000;

export interface TokenKeeperOptions {
  dataDir: string;
  store: TokenStore;
  /** A token given by flag or environment, which then is the only one. */
  fixed: string | null;
  clock: Clock;
  log: Pick<Log, 'warn'>;
}

/** A token given by flag or environment leaves nothing on the disk, and has no predecessor. */
const noHistoryFile: ReturnType<typeof createTokenHistoryFile> = {
  read: () => ({ current: null, lastUsed: null, old: null }),
  write: () => {},
};

/** The token's history in memory; the file follows it, at most once a minute for uses. */
export function openTokenMemory({ dataDir, store, fixed, clock, log }: TokenKeeperOptions, follow: () => string) {
  const file = fixed === null ? createTokenHistoryFile(dataDir) : noHistoryFile;
  const hash = (token: string) => digestOf(token).toString('hex');
  let token = follow();
  const found = file.read();
  let value = adopt(found);
  let timer: NodeJS.Timeout | null = null;

  /** The history as it is for the token of now. */
  function adopt(written: TokenHistory): TokenHistory {
    const sha256 = hash(token);
    if (written.current === sha256) {
      return written;
    }
    const validUntil = clock.now() + lostTokenDays * 86_400_000;
    const lost =
      store.lost && written.current !== null
        ? { sha256: written.current, validUntil, lastUsed: written.lastUsed }
        : null;
    return { current: sha256, lastUsed: null, old: lost ?? written.old };
  }
  const save = () => {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
    try {
      file.write(value);
    } catch (error) {
      log.warn({ err: error }, 'the last uses of the token could not be written');
    }
  };
  if (value !== found) {
    save();
  }

  return {
    get value() {
      return value;
    },
    belongTo: (now: string) => {
      if (now !== token) {
        token = now;
        value = adopt(file.read());
        save();
      }
    },
    replaceOld: (old: { token: string; validUntil: number } | null) => {
      value = {
        ...value,
        old: old === null ? null : { sha256: hash(old.token), validUntil: old.validUntil, lastUsed: value.lastUsed },
      };
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
    },
  };
}
