import type { Clock } from '../base/clock.ts';
import type { JobReader } from './job-store.ts';

/** More openings within a minute are told, never refused. */
export const oftenCount = 30;
const minuteMs = 60_000;

/** Watches how often the drawer is asked for: at most once a minute it says that this is often. */
export interface DrawerRate {
  /** Inside the transaction that accepts one more: whether this one makes it often. */
  isOften(reader: Pick<JobReader, 'countDrawers'>): boolean;
  /** It is on disk, and has been told. */
  told(): void;
}

export function createDrawerRate(clock: Clock): DrawerRate {
  let toldAt: number | null = null;
  return {
    isOften: (reader) => {
      if (toldAt !== null && clock.monotonic() - toldAt < minuteMs) return false;
      const now = clock.now();
      const before = reader.countDrawers(now - minuteMs, now);
      // Exactly: of many that share a commit, one.
      return before === oftenCount || (before > oftenCount && toldAt !== null);
    },
    told: () => {
      toldAt = clock.monotonic();
    },
  };
}
