import { type JobState, type Problem, stepDetails } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

const interrupted: Problem = {
  code: 'INTERRUPTED',
  message:
    "L'agent s'est arrêté pendant cette impression : regardez si le ticket est sorti, puis confirmez ou réimprimez.",
};

/** At start: what was being printed is doubtful, what asked for the drawer is over. Resolves with what has changed. */
export function recoverJobs(store: JobStore, clock: Clock): Promise<Job[]> {
  return store.transact((transaction) => {
    const at = clock.now();
    const toState = (job: Job, state: JobState, error: Problem): Job =>
      transaction.change(job.id, { state, at, error, detail: stepDetails.foundAtStart });
    const doubtful = transaction
      .list({ states: ['printing'], limit: Number.MAX_SAFE_INTEGER })
      .map((job) => toState(job, 'uncertain', interrupted));
    const late: Job[] = [];
    for (let job = transaction.next(); job?.kind === 'drawer'; job = transaction.next()) {
      late.push(
        toState(job, 'expired', {
          code: 'DRAWER_EXPIRED',
          message: "L'agent a redémarré : cette ouverture du tiroir est abandonnée.",
        }),
      );
    }
    return [...doubtful, ...late];
  });
}
