import { join } from 'node:path';
import * as z from 'zod';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';

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
