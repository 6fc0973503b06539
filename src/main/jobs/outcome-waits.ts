import type { AgentEvents } from './events.ts';
import { isSettled, type Job, jobNotFound } from './job.ts';
import type { JobStore } from './job-store.ts';

/**
 * Callers that may wait for their job's outcome at a time. Each holds a connection and is at work, so that nobody may
 * close it: a quarter of the server's 200 leaves the ERP its places, however many wait.
 */
const largestWaitCount = 50;

export interface OutcomeWaits {
  /**
   * Resolves when the job is settled, or with the job as it is by then: after `timeoutMs`, when `signal` says that nobody
   * waits any more, at the end of the agent; at once where too many wait already. Throws `JOB_NOT_FOUND`.
   */
  wait(id: string, timeoutMs: number, signal?: AbortSignal): Promise<Job>;
  /** Every caller gets the last state of its job, later ones too. */
  end(): void;
}

interface Wait {
  /** As it was last told: a wait never asks the journal, which may be closed. */
  job: Job;
  finish: () => void;
}

/** Those who wait for the outcome of a job. Their timers end with them. */
export function createOutcomeWaits({ store, events }: { store: JobStore; events: AgentEvents }): OutcomeWaits {
  const waits = new Set<Wait>();
  let ended = false;

  const onChange = (job: Job): void => {
    for (const wait of waits) {
      if (wait.job.id !== job.id) continue;
      wait.job = job;
      if (isSettled(job.state)) wait.finish();
    }
  };
  events.on('job-changed', onChange);

  return {
    wait: async (id, timeoutMs, signal) => {
      const job = store.get(id);
      if (job === null) {
        throw jobNotFound();
      }
      if (isSettled(job.state) || ended || signal?.aborted || waits.size >= largestWaitCount) {
        return job;
      }
      return new Promise((resolve) => {
        const wait: Wait = {
          job,
          finish: () => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', wait.finish);
            waits.delete(wait);
            resolve(wait.job);
          },
        };
        const timer = setTimeout(wait.finish, timeoutMs);
        signal?.addEventListener('abort', wait.finish);
        waits.add(wait);
      });
    },
    end: () => {
      ended = true;
      events.off('job-changed', onChange);
      for (const wait of waits) wait.finish();
    },
  };
}
