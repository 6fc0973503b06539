import { stepDetails } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { drawerExpired } from './expiry.ts';
import type { Job } from './job.ts';
import type { JobReader, JobTransaction, NewJob } from './job-store.ts';

/** Drawers that may wait: each only some seconds. One more takes the place of the oldest. */
const maxWaiting = 100;
/** More openings within a minute are told, never refused. */
const oftenCount = 30;
const minuteMs = 60_000;

export interface Inserted {
  job: Job;
  /** The drawer that had to make room for it. */
  ousted: Job | null;
  /** The drawer is asked for very often, and this request makes it so. */
  isOften: boolean;
}

/** Drawers are never refused, by no full queue; how often they are asked for is watched. */
export interface DrawerAdmission {
  insert(transaction: JobTransaction, job: NewJob): Inserted;
  /** That it is often is on disk, and has been told: not again within the minute. */
  toldOften(): void;
}

export function createDrawerAdmission(clock: Clock): DrawerAdmission {
  let toldAt: number | null = null;

  const isOften = (reader: Pick<JobReader, 'countDrawers'>): boolean => {
    if (toldAt !== null && clock.monotonic() - toldAt < minuteMs) return false;
    const now = clock.now();
    const before = reader.countDrawers(now - minuteMs, now);
    // Exactly: of many that share a commit, one.
    return before === oftenCount || (before > oftenCount && toldAt !== null);
  };

  return {
    insert: (transaction, job) => {
      const waiting = transaction.waitingDrawers();
      const [oldest] = waiting.sort((a, b) => a.sequence - b.sequence);
      const ousted =
        oldest === undefined || waiting.length < maxWaiting
          ? null
          : transaction.change(oldest.id, { state: 'expired', at: job.createdAt, error: drawerExpired });
      const often = isOften(transaction);
      return { job: transaction.insert(job, often ? stepDetails.openedOften : undefined), ousted, isOften: often };
    },
    toldOften: () => {
      toldAt = clock.monotonic();
    },
  };
}
