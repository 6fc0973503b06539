import type { Problem } from '../../shared/job.ts';
import type { PrinterState } from '../../shared/printer-state.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { Job } from '../jobs/job.ts';

/** The counters of `/status`, since the agent started. */
export interface AgentCounters {
  /** Authenticated requests other than `/health`. */
  requestsReceived: number;
  /** Jobs without paper (failed, expired, doubtful) and requests that the agent itself could not serve. */
  errors: number;
  lastError: (Problem & { at: number; jobId: string | null }) | null;
}

/** Writes one log line a job transition and printer change, and counts what went wrong for `/status`. */
export function recordOutcomes(options: {
  events: AgentEvents;
  counters: AgentCounters;
  clock: Clock;
  log: Log;
}): void {
  const { events, counters, clock, log } = options;
  const remember = (problem: Problem, jobId: string | null) => {
    counters.lastError = { ...problem, jobId, at: clock.now() };
  };
  events.on('job-changed', (job: Job) => {
    const line = { job: job.id, kind: job.kind, state: job.state, order: job.orderId, code: job.error?.code };
    // Told again when a person has decided about it.
    const isDecided = job.decision === 'left' || job.decision === 'reprinted';
    if (isDecided) {
      log.info({ ...line, decision: job.decision }, `job ${job.decision}`);
      return;
    }
    const isTrouble = job.state === 'uncertain' || job.state === 'failed' || job.state === 'expired';
    if (isTrouble) {
      counters.errors += 1;
      if (job.error !== null) {
        remember(job.error, job.id);
      }
      log.warn(line, `job ${job.state}`);
    } else {
      log.info(line, `job ${job.state}`);
    }
  });
  let last: string | null = null;
  events.on('printer-changed', ({ condition, reasons, code, message }: PrinterState) => {
    const needsHands = condition === 'blocked' || condition === 'offline';
    if (needsHands) {
      remember({ code, message }, null);
    }
    // Busy and ready again at each ticket is no news.
    const news = `${condition === 'busy' ? 'ready' : condition} ${reasons.join()}`;
    if (news !== last) {
      last = news;
      log[needsHands ? 'warn' : 'info'](
        { condition, reasons, code },
        `printer ${condition === 'busy' ? 'ready' : condition}`,
      );
    }
  });
}
