import { type JobKind, stepDetails } from '../../shared/job.ts';
import type { Clock, Moment } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { JobDocument } from '../documents/document.ts';
import { createDrawerRate } from './drawer-rate.ts';
import type { DrawerTimes } from './drawer-times.ts';
import type { AgentEvents } from './events.ts';
import { drawerExpired, type Expiry } from './expiry.ts';
import { findReplay, type Idempotency } from './idempotency.ts';
import { type Job, type JobOrigin, mainStation } from './job.ts';
import type { JobStore, JobTransaction, NewJob } from './job-store.ts';
import type { SteadyTime } from './steady-time.ts';

export interface QueueLimits {
  /** How long a ticket may wait for the printer. */
  ticketTtlMs: number;
  /** How long a drawer may wait: later nobody stands there any more. */
  drawerTtlMs: number;
  /** Jobs that may wait; one more is refused, but never a drawer. */
  maxWaiting: number;
}

export interface Accepted {
  job: Job;
  /** Whether this key had been used before: the job is the first one's. */
  replayed: boolean;
}

/** Drawers that may wait: each only some seconds. One more takes the place of the oldest. */
const maxWaitingDrawers = 100;

interface Inserted {
  job: Job;
  /** The drawer that had to make room for it. */
  ousted: Job | null;
  isOften: boolean;
}

export interface Admission {
  newJob(
    document: JobDocument,
    priority: number,
    origin: JobOrigin,
    original?: { job: Job; duplicata: boolean },
  ): NewJob;
  /** Throws `QUEUE_FULL`. */
  insert(transaction: JobTransaction, job: NewJob): Inserted;
  /** Once it is on disk. */
  afterInsert(inserted: Inserted, arrivedAt: Moment): Job;
  /** All three, once for each idempotency key. */
  accept(
    create: (transaction: JobTransaction) => NewJob,
    origin: JobOrigin,
    idempotency: Idempotency | undefined,
  ): Promise<Accepted>;
}

/** What the queue lets in, and what is counted and told of it. */
export function createAdmission(options: {
  store: JobStore;
  clock: Clock;
  steady: SteadyTime;
  drawers: DrawerTimes;
  expiry: Expiry;
  events: AgentEvents;
  createId: () => string;
  accepted: { print: number; drawer: number };
  limits: () => QueueLimits;
  earliestArrival: () => Moment;
}): Admission {
  const { store, clock, steady, drawers, expiry, events, createId, accepted, earliestArrival } = options;
  const drawerRate = createDrawerRate(clock);

  const ttlMs = (kind: JobKind) => (kind === 'drawer' ? options.limits().drawerTtlMs : options.limits().ticketTtlMs);

  const newJob = (
    document: JobDocument,
    priority: number,
    origin: JobOrigin,
    original?: { job: Job; duplicata: boolean },
  ): NewJob => {
    const now = clock.now();
    return {
      id: createId(),
      station: original?.job.station ?? mainStation,
      kind: document.kind,
      orderId: document.kind === 'ticket' ? document.orderId : null,
      priority,
      document,
      createdAt: now,
      documentDate: original?.job.documentDate ?? now,
      expiresAt: steady.now() + ttlMs(document.kind),
      reprintOf: original?.job.id ?? null,
      duplicata: original?.duplicata ?? false,
      source: origin.source,
      sourceAddress: origin.address,
    };
  };

  const insertDrawer = (transaction: JobTransaction, job: NewJob): Inserted => {
    const waiting = transaction.waitingDrawers();
    const oldest = waiting.reduce((a, b) => (a.sequence < b.sequence ? a : b), waiting[0] as Job);
    const ousted =
      waiting.length < maxWaitingDrawers
        ? null
        : transaction.change(oldest.id, { state: 'expired', at: job.createdAt, error: drawerExpired });
    const isOften = drawerRate.isOften(transaction);
    return { job: transaction.insert(job, isOften ? stepDetails.openedOften : undefined), ousted, isOften };
  };

  const insert = (transaction: JobTransaction, job: NewJob): Inserted => {
    if (job.kind === 'drawer') return insertDrawer(transaction, job);
    if (transaction.count('queued') >= options.limits().maxWaiting) {
      throw new AgentError('QUEUE_FULL', "Trop d'impressions attendent déjà : vérifiez l'imprimante, puis réessayez.");
    }
    return { job: transaction.insert(job), ousted: null, isOften: false };
  };

  const afterInsert = ({ job, ousted, isOften }: Inserted, arrivedAt: Moment): Job => {
    accepted[job.kind === 'drawer' ? 'drawer' : 'print'] += 1;
    if (job.kind === 'drawer') drawers.begin(job, arrivedAt, options.limits().drawerTtlMs);
    expiry.watch(job);
    if (ousted !== null) {
      drawers.follow(ousted);
      events.emit('job-changed', ousted);
    }
    events.emit('job-changed', job);
    if (isOften) {
      drawerRate.told();
      events.emit('drawer-opened-often', job);
    }
    return job;
  };

  const accept = async (
    create: (transaction: JobTransaction) => NewJob,
    origin: JobOrigin,
    idempotency: Idempotency | undefined,
  ): Promise<Accepted> => {
    const arrivedAt = origin.arrivedAt ?? earliestArrival();
    // Its own times are those of the wall clock: what waits goes with that first.
    if (steady.offBy() !== 0) await expiry.expireDue();
    const { replayed, inserted } = await store.transact((transaction) => {
      const known = idempotency && findReplay(transaction, idempotency, steady.now());
      if (known) {
        return { replayed: known };
      }
      const fresh = insert(transaction, create(transaction));
      if (idempotency) {
        transaction.saveIdempotency({ ...idempotency, jobId: fresh.job.id, createdAt: steady.now() });
      }
      return { inserted: fresh };
    });
    if (replayed !== undefined) return { job: replayed, replayed: true };
    return { job: afterInsert(inserted, arrivedAt), replayed: false };
  };

  return { newJob, insert, afterInsert, accept };
}
