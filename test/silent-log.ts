import type { Log } from '../src/main/base/log.ts';

/** Says nothing, and keeps what was said as an error. */
export function silentLog() {
  const errors: unknown[][] = [];
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (...words: unknown[]) => void errors.push(words),
  };
  return { log, errors };
}
