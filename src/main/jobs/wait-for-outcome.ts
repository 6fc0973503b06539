import type { AgentEvents } from '../events.ts';
import { isSettled, type Job, jobNotFound } from './job.ts';
import type { JobStore } from './job-store.ts';

/** Resolves when the job is settled, or after `timeoutMs` with the job as it is then. */
export function waitForOutcome(
  { store, events }: { store: JobStore; events: AgentEvents },
  id: string,
  timeoutMs: number,
): Promise<Job> {
  const read = (): Job => {
    const job = store.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    return job;
  };
  const now = read();
  if (isSettled(now.state)) {
    return Promise.resolve(now);
  }
  return new Promise((resolve) => {
    const finish = (job: Job) => {
      clearTimeout(timer);
      events.off('job-changed', onChange);
      resolve(job);
    };
    const onChange = (job: Job) => {
      if (job.id === id && isSettled(job.state)) {
        finish(job);
      }
    };
    const timer = setTimeout(() => finish(read()), timeoutMs);
    events.on('job-changed', onChange);
  });
}
