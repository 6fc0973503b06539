import type { Clock } from '../base/clock.ts';
import type { LastSign } from './job-store.ts';

/** From a week on, or back, nobody knows how long the agent was away: the clock was set, or wrong. */
const longestGapMs = 7 * 24 * 3600 * 1000;

/** Below that it is the wall clock's own unrest (NTP slews, rounding), not worth writing anything. */
const toleranceMs = 1_000;

/** The time by which jobs wait: a wall clock that runs as evenly as the monotonic one, whatever is done to the real one. */
export interface SteadyTime {
  /** Milliseconds since the epoch, whole. */
  now(): number;
  /** How far the real clock has gone off since; 0 while it has not. */
  offBy(): number;
  /** Follows it, once everything that counts by this time has been moved by so much. */
  adopt(ms: number): void;
}

/**
 * @param last over a restart time goes on by the wall clock, if that is plausible; otherwise it goes on where it was
 */
export function createSteadyTime(clock: Clock, last: LastSign | null): SteadyTime {
  const start = clock.now();
  const gap = last === null ? 0 : start - last.at;
  const isPlausible = last === null || (gap >= 0 && gap < longestGapMs);
  let base = (isPlausible ? start : last.at) - clock.monotonic();
  const now = () => Math.round(base + clock.monotonic());
  return {
    now,
    offBy: () => {
      const off = clock.now() - now();
      return Math.abs(off) < toleranceMs ? 0 : off;
    },
    adopt: (ms) => {
      base += ms;
    },
  };
}

/** How long the agent was away before this start. */
export interface Absence {
  from: number;
  to: number;
  /** False: it was cut off, some time within the minute after `from`. */
  isEndKnown: boolean;
  /** False: the clock was set meanwhile, or is wrong. */
  isPlausible: boolean;
}

/** Shorter ones lose nothing: the ERP waits for 10 s, and a till takes longer to be restarted by hand. */
const shortestAbsenceMs = 30_000;

/** Null: there was none worth telling, or nobody can know. */
export function findAbsence(last: LastSign | null, now: number): Absence | null {
  if (last === null || last.kind === 'job') return null;
  const gap = now - last.at;
  if (Math.abs(gap) < shortestAbsenceMs) return null;
  return { from: last.at, to: now, isEndKnown: last.kind === 'end', isPlausible: gap > 0 && gap < longestGapMs };
}
