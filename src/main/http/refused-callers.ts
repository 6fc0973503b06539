import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { callerNetwork } from './caller-address.ts';

/** Callers that are remembered: a shop has a handful, an attacker must not fill the memory. */
const largestCallerCount = 50;
const minuteMs = 60_000;
/** Lines in the log a minute, whatever many callers do: its ten files must not be theirs. */
const largestLineCount = 20;
/** A caller that was quiet for so long begins to be counted anew. */
const forgetMs = 24 * 60 * minuteMs;

export interface RefusedCaller {
  address: string;
  count: number;
  /** Of the first and the last refusal, milliseconds since the epoch. */
  since: number;
  lastAt: number;
  /** It showed a token at least once, a wrong one; else it shows none. */
  hasToken: boolean;
}

export interface RefusedCallers {
  /** A call was answered 401. */
  add(address: string, hasToken: boolean): void;
  /** Since the agent started, the last one first. */
  list(): RefusedCaller[];
}

interface Entry extends RefusedCaller {
  /** Monotonic: the till's clock may be set meanwhile. */
  seen: number;
  logged: { at: number; count: number } | null;
}

/**
 * Remembers who called with a wrong token, or without one: the ERP after a change of the token is the commonest, and it
 * tells nobody. One warn line an address and minute (OWASP ASVS 4.0.3, 7.2.1).
 *
 * @param options.onNews something that a person should soon see; as seldom as the log's lines
 */
export function createRefusedCallers(options: {
  clock: Clock;
  log: Pick<Log, 'warn'>;
  onNews: () => void;
}): RefusedCallers {
  const { clock, log, onNews } = options;
  /** By what one caller holds; the one that called last stands last. */
  const entries = new Map<string, Entry>();
  let minute = { from: Number.NEGATIVE_INFINITY, lines: 0 };

  const mayLog = (now: number): boolean => {
    if (now - minute.from >= minuteMs) {
      minute = { from: now, lines: 0 };
    }
    minute.lines += 1;
    return minute.lines <= largestLineCount;
  };

  const tell = (entry: Entry, now: number): void => {
    const { logged, count, address, hasToken } = entry;
    if ((logged === null || now - logged.at >= minuteMs) && mayLog(now)) {
      const calls = count - (logged?.count ?? 0);
      log.warn(
        { address, calls },
        hasToken ? 'calls with a wrong token were refused' : 'calls without a token were refused',
      );
      entry.logged = { at: now, count };
      onNews();
    }
  };

  return {
    add: (address, hasToken) => {
      const now = clock.monotonic();
      const key = callerNetwork(address);
      const known = entries.get(key);
      const fresh = { since: clock.now(), count: 0, hasToken: false, logged: null };
      const before = known === undefined || now - known.seen > forgetMs ? fresh : known;
      const entry: Entry = {
        address,
        count: before.count + 1,
        since: before.since,
        lastAt: clock.now(),
        hasToken: before.hasToken || hasToken,
        seen: now,
        logged: before.logged,
      };
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > largestCallerCount && oldest !== undefined) {
        entries.delete(oldest);
      }
      tell(entry, now);
    },
    list: () =>
      [...entries.values()]
        .reverse()
        .map(({ address, count, since, lastAt, hasToken }) => ({ address, count, since, lastAt, hasToken })),
  };
}
