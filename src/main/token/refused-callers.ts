import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

/** Callers that are remembered: a shop has a handful, an attacker must not fill the memory. */
const largestCallerCount = 50;
const minuteMs = 60_000;
/** Lines in the log a minute, whatever many callers do: its ten files must not be theirs. */
const largestLineCount = 20;
/** A caller that was quiet for so long begins to be counted anew; a minute is enough for one that has shown the right token. */
const forgetMs = 24 * 60 * minuteMs;

export interface RefusedCaller {
  address: string;
  count: number;
  /** Of the first and the last refusal, milliseconds since the epoch. */
  since: number;
  lastAt: number;
  /** It showed a token at least once, a wrong one; else it shows none. */
  hasToken: boolean;
  /** It has shown the right token since. */
  isSolved: boolean;
}

export interface RefusedCallers {
  /** A call was answered 401. */
  add(address: string, hasToken: boolean): void;
  /** It has shown the right token. */
  solve(address: string): void;
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
  /** By address; the one that called last stands last. */
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

  /** Who shows no token goes first: scanners are many, and the ERP that has a wrong one is to be found. */
  const forgetOne = (): void => {
    const all = [...entries.values()];
    const oldest = all.find(({ hasToken }) => !hasToken) ?? all[0];
    if (oldest !== undefined) entries.delete(oldest.address);
  };

  return {
    add: (address, hasToken) => {
      const now = clock.monotonic();
      const known = entries.get(address);
      const fresh = { since: clock.now(), count: 0, hasToken: false, logged: null };
      const isKnown = known !== undefined && now - known.seen <= (known.isSolved ? minuteMs : forgetMs);
      const before = isKnown ? known : fresh;
      const entry: Entry = {
        address,
        count: before.count + 1,
        since: before.since,
        lastAt: clock.now(),
        hasToken: before.hasToken || hasToken,
        isSolved: false,
        seen: now,
        logged: before.logged,
      };
      entries.delete(address);
      entries.set(address, entry);
      if (entries.size > largestCallerCount) {
        forgetOne();
      }
      tell(entry, now);
    },
    solve: (address) => {
      const entry = entries.get(address);
      if (entry !== undefined) entry.isSolved = true;
    },
    list: () => [...entries.values()].reverse().map(({ seen: _seen, logged: _logged, ...caller }) => caller),
  };
}
