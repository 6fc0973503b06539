import type { Log } from '../../base/log.ts';
import { idempotencyWindowMs } from '../idempotency.ts';
import type { JobStore } from '../job-store.ts';
import { dropOldCopies } from './kept-journals.ts';

const everyMs = 3600 * 1000;
const dayMs = 24 * 3600 * 1000;

/** Keeps the journal bounded: prunes at start and every hour, a small transaction at a time. */
export function keepJournalBounded(options: {
  store: JobStore;
  /** The time by which jobs wait: a wall clock that is set must not make them old. */
  time: () => number;
  log: Log;
  limits: () => { days: number; maxJobs: number };
  /** The journal's own, beside which the copies of older versions lie. */
  file: string;
}): { close(): void } {
  const { store, time, log, limits, file } = options;
  let closed = false;
  const prune = async () => {
    const now = time();
    const { days, maxJobs } = limits();
    const upTo = store.sequenceOfAge(days * dayMs, now);
    const rule = { upTo, maxJobs, idempotencyBefore: now - idempotencyWindowMs };
    const [oldest] = store.list({ limit: 1, before: upTo + 1 });
    let total = 0;
    for (let gone = -1; gone !== 0 && !closed; total += gone) {
      gone = await store.prune(rule);
    }
    if (total > 0) {
      log.info({ jobs: total }, 'old jobs left the journal');
    }
    if (oldest !== undefined) dropOldCopies(file, oldest.createdAt);
  };
  const pruneOrSay = () => {
    prune().catch((error: unknown) => log.warn({ err: error }, 'the journal cannot be pruned now'));
  };
  pruneOrSay();
  const timer = setInterval(pruneOrSay, everyMs);
  timer.unref();
  return {
    close: () => {
      closed = true;
      clearInterval(timer);
    },
  };
}
