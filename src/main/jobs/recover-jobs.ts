import { type JobState, type Problem, stepDetails } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

const interrupted: Problem = {
  code: 'INTERRUPTED',
  message:
    "L'agent s'est arrêté pendant cette impression : regardez si le ticket est sorti, puis confirmez ou réimprimez.",
};

const drawerAbandoned: Problem = {
  code: 'DRAWER_EXPIRED',
  message: "L'agent a redémarré : cette ouverture du tiroir est abandonnée.",
};

export interface Recovery {
  /** At start. A full disk stops nothing: the agent can answer all the same. */
  begin(): Promise<void>;
  /** Where it was full: nothing is printed until this is written. Rejects with `STORAGE_UNAVAILABLE`. */
  ensure(): Promise<void>;
}

/** What the agent before has left in the middle. */
export function createRecovery(options: { store: JobStore; clock: Clock; announce: (job: Job) => unknown }): Recovery {
  const { store, clock, announce } = options;
  let isOwed = false;
  const recover = async (): Promise<void> => {
    for (const job of await recoverJobs(store, clock)) announce(job);
    isOwed = false;
  };
  return {
    begin: async () => {
      try {
        await recover();
      } catch (error) {
        if (!(error instanceof AgentError) || error.code !== 'STORAGE_UNAVAILABLE') throw error;
        isOwed = true;
      }
    },
    ensure: async () => {
      if (isOwed) await recover();
    },
  };
}

/** What was being printed is doubtful, what asked for the drawer is over. Resolves with what has changed. */
function recoverJobs(store: JobStore, clock: Clock): Promise<Job[]> {
  return store.transact((transaction) => {
    const at = clock.now();
    const toState = (job: Job, state: JobState, error: Problem): Job =>
      transaction.change(job.id, { state, at, error, detail: stepDetails.foundAtStart });
    const all = { limit: Number.MAX_SAFE_INTEGER };
    const doubtful = transaction
      .list({ ...all, states: ['printing'] })
      .map((job) => toState(job, 'uncertain', interrupted));
    const late = transaction
      .list({ ...all, states: ['queued'], kinds: ['drawer'] })
      .map((job) => toState(job, 'expired', drawerAbandoned));
    return [...doubtful, ...late];
  });
}
