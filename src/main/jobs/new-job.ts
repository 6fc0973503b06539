import type { Clock } from '../base/clock.ts';
import type { JobDocument } from '../documents/document.ts';
import { type Job, type JobOrigin, mainStation } from './job.ts';
import type { NewJob } from './job-store.ts';
import type { SteadyTime } from './steady-time.ts';

export interface QueueLimits {
  /** How long a ticket may wait for the printer. */
  ticketTtlMs: number;
  /** How long a drawer may wait: later nobody stands there any more. */
  drawerTtlMs: number;
  /** Jobs that may wait; one more is refused, but never a drawer. */
  maxWaiting: number;
}

export function ttlMsOf(kind: Job['kind'], { ticketTtlMs, drawerTtlMs }: QueueLimits): number {
  return kind === 'drawer' ? drawerTtlMs : ticketTtlMs;
}

export interface JobRequest {
  document: JobDocument;
  priority: number;
  origin: JobOrigin;
  /** The job that it prints again. */
  original?: { job: Job; duplicata: boolean };
}

/** What is asked for, as the job that it becomes now. */
export function createNewJob(
  { document, priority, origin, original }: JobRequest,
  options: { clock: Clock; steady: SteadyTime; createId: () => string; limits: QueueLimits },
): NewJob {
  const now = options.clock.now();
  return {
    id: options.createId(),
    station: original?.job.station ?? mainStation,
    kind: document.kind,
    orderId: document.kind === 'ticket' ? document.orderId : null,
    priority,
    document,
    createdAt: now,
    documentDate: original?.job.documentDate ?? now,
    expiresAt: options.steady.now() + ttlMsOf(document.kind, options.limits),
    reprintOf: original?.job.id ?? null,
    duplicata: original?.duplicata ?? false,
    source: origin.source,
    sourceAddress: origin.address,
  };
}
