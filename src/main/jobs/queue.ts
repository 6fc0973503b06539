import { type JobState, type Problem, stepDetails } from '../../shared/job.ts';
import type { PrinterState } from '../../shared/printer-state.ts';
import { type Clock, type Moment, momentOf } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { JobDocument, OrderId } from '../documents/document.ts';
import type { PaperSize } from '../documents/receipt.ts';
import { createDecisions, type Decisions, queueFull } from './decisions.ts';
import { createDrawerAdmission, type Inserted } from './drawer-admission.ts';
import { createDrawerTimes } from './drawer-times.ts';
import type { AgentEvents } from './events.ts';
import { createExpiry } from './expiry.ts';
import { findReplay, type Idempotency } from './idempotency.ts';
import { type Job, type JobOrigin, type Settlement, stateConflict } from './job.ts';
import type { JobChange, JobStore, JobTransaction, NewJob } from './job-store.ts';
import { createNewJob, type JobRequest, type QueueLimits, ttlMsOf } from './new-job.ts';
import { createOutcomeWaits, type OutcomeWaits } from './outcome-waits.ts';
import { createRecovery } from './recover-jobs.ts';
import { createSteadyTime } from './steady-time.ts';

export type { Idempotency } from './idempotency.ts';
export type { QueueLimits } from './new-job.ts';

export interface Accepted {
  job: Job;
  /** Whether this key had been used before: the job is the first one's. */
  replayed: boolean;
}

export interface Queue extends Decisions {
  /** Rejects with `QUEUE_FULL`, `IDEMPOTENCY_KEY_REUSED`, `JOB_LOST`, `STORAGE_UNAVAILABLE`. */
  enqueue(document: JobDocument, priority: number, origin: JobOrigin, idempotency?: Idempotency): Promise<Accepted>;
  /** Prints the last ticket accepted for the order again, marked DUPLICATA. Rejects with `ORDER_NOT_FOUND`. */
  enqueueDuplicate(orderId: OrderId, priority: number, origin: JobOrigin, idempotency?: Idempotency): Promise<Accepted>;
  cancel(id: string): Promise<Job>;
  /** Only what is uncertain. */
  confirm(id: string): Promise<Job>;
  /** The job that this station prints now, or null. Jobs whose time is over are expired on the way. */
  takeNext(station: string): Promise<Job | null>;
  /** Commits `printing` and the bytes, before the first byte goes out. */
  begin(job: Job, bytes: Uint8Array, paper: PaperSize): Promise<Job>;
  settle(job: Job, settlement: Settlement): Promise<Job>;
  /**
   * The station's printer has just taken or answered bytes of a job, and is not blocked. While this is said at least every
   * 2 s, the time of the drawers that wait there stands still, for 60 s at most.
   */
  printerMoved(station: string): void;
  /** How long this drawer may still open, in milliseconds; 0: not any more. Infinite for what is no drawer. */
  drawerTimeLeft(job: Job): number;
  /** The time by which jobs wait: the wall clock's, which a person or NTP may set, without its jumps. */
  time(): number;
  /** What cannot come out where it is now, and not later either. */
  expire(job: Job, error: Problem): Promise<Job>;
  /** At start: what was being printed is doubtful, what asked for the drawer is over. On a full disk: before the first job. */
  recover(): Promise<void>;
  waitForOutcome: OutcomeWaits['wait'];
  readonly accepted: { print: number; drawer: number };
  /** For jobs that are accepted from now on; what waits keeps its time. */
  setLimits(limits: QueueLimits): void;
  /** Ends the timers; who waits for an outcome gets its job's last state. Resolves when the journal says that it ended. */
  close(): Promise<void>;
}

/** The queue's rules over a durable store. Everything it answers is on disk already. */
export function createQueue(options: {
  store: JobStore;
  clock: Clock;
  createId: () => string;
  events: AgentEvents;
  limits: QueueLimits;
  /** When a request that says nothing of its arrival has come, at the earliest. Default: now. */
  earliestArrival?: () => Moment;
}): Queue {
  const { store, clock, createId, events, earliestArrival = () => momentOf(clock) } = options;
  let { limits } = options;
  const accepted = { print: 0, drawer: 0 };
  const drawers = createDrawerTimes(clock);
  const announce = (job: Job): Job => {
    drawers.follow(job);
    events.emit('job-changed', job);
    return job;
  };
  const waits = createOutcomeWaits({ store, events });
  const steady = createSteadyTime(clock, store.lastSign());
  const expiry = createExpiry({ store, clock, steady, drawers, announce });
  const onPrinter = ({ condition }: PrinterState, station: string): void => {
    if (condition === 'blocked' || condition === 'offline') drawers.printerStopped(station);
  };
  events.on('printer-changed', onPrinter);

  const drawerAdmission = createDrawerAdmission(clock);
  const recovery = createRecovery({ store, clock, announce });

  const newJob = (request: JobRequest): NewJob => createNewJob(request, { clock, steady, createId, limits });

  const room = (transaction: JobTransaction): number => limits.maxWaiting - transaction.count('queued');

  const insert = (transaction: JobTransaction, job: NewJob): Inserted => {
    if (job.kind === 'drawer') return drawerAdmission.insert(transaction, job);
    if (room(transaction) <= 0) {
      throw queueFull();
    }
    return { job: transaction.insert(job), ousted: null, isOften: false };
  };

  const afterInsert = ({ job, ousted, isOften }: Inserted, arrivedAt: Moment): Job => {
    accepted[job.kind === 'drawer' ? 'drawer' : 'print'] += 1;
    if (job.kind === 'drawer') drawers.begin(job, arrivedAt, limits.drawerTtlMs);
    expiry.watch(job);
    if (ousted !== null) announce(ousted);
    announce(job);
    if (isOften) {
      drawerAdmission.toldOften();
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
    // Drawers of before are over, this one is not. Where the disk still refuses, the transaction says so.
    await recovery.ensure().catch(() => {});
    // Its own times are those of the wall clock: what waits goes with that first.
    if (steady.offBy() !== 0) await expiry.expireDue();
    const { replayed, inserted } = await store.transact((transaction) => {
      const known = idempotency && findReplay(transaction, idempotency, steady.now());
      if (known) return { replayed: known };
      const fresh = insert(transaction, create(transaction));
      if (idempotency) {
        transaction.saveIdempotency({ ...idempotency, jobId: fresh.job.id, createdAt: steady.now() });
      }
      return { inserted: fresh };
    });
    if (replayed !== undefined) return { job: replayed, replayed: true };
    return { job: afterInsert(inserted, arrivedAt), replayed: false };
  };

  const change = async (id: string, to: Omit<JobChange, 'at'>, only?: JobState): Promise<Job> => {
    const job = await store.transact((transaction) => {
      const { state } = transaction.get(id) ?? {};
      if (state !== undefined && only !== undefined && state !== only) {
        throw stateConflict(state);
      }
      return transaction.change(id, { ...to, at: clock.now() });
    });
    return announce(job);
  };

  const decisions = createDecisions({
    store,
    clock,
    room,
    expiresAt: ({ kind }) => steady.now() + ttlMsOf(kind, limits),
    insertCopy: (transaction, original, origin) => {
      const { document, priority } = original.job;
      return insert(transaction, newJob({ document, priority, origin, original })).job;
    },
    afterRetry: (job) => {
      if (job.kind === 'drawer') drawers.begin(job, momentOf(clock), limits.drawerTtlMs);
      announce(job);
      expiry.watch(job);
    },
    afterInsert: (job) => void afterInsert({ job, ousted: null, isOften: false }, momentOf(clock)),
    announce,
  });

  return {
    accepted,
    setLimits: (next) => {
      limits = next;
    },
    enqueue: (document, priority, origin, idempotency) =>
      accept(() => newJob({ document, priority, origin }), origin, idempotency),
    enqueueDuplicate: (orderId, priority, origin, idempotency) =>
      accept(
        (transaction) => {
          const job = transaction.lastTicket(orderId);
          if (job === null) {
            throw new AgentError(
              'ORDER_NOT_FOUND',
              `Aucun ticket de la commande #${orderId} dans le journal : envoyez la commande complète.`,
            );
          }
          return newJob({ document: job.document, priority, origin, original: { job, duplicata: true } });
        },
        origin,
        idempotency,
      ),
    cancel: (id) => change(id, { state: 'cancelled' }),
    confirm: (id) => change(id, { state: 'printed', error: null, detail: stepDetails.confirmedByPerson }, 'uncertain'),
    ...decisions,
    takeNext: async (station) => {
      for (;;) {
        await recovery.ensure();
        await expiry.expireDue();
        const job = store.next(station);
        if (job === null || !expiry.isLate(job)) return job;
      }
    },
    begin: async (job, bytes, paper) => {
      // The printer was asked meanwhile: the next look gives it up.
      if (job.kind === 'drawer' && expiry.isLate(job)) {
        throw new AgentError('JOB_STATE_CONFLICT', 'Impossible : il est trop tard pour ouvrir le tiroir.');
      }
      return change(job.id, { state: 'printing', bytes, paper });
    },
    settle: async (job, settlement) => {
      const settled = await change(job.id, settlement);
      if (settled.state === 'queued') expiry.watch(settled);
      return settled;
    },
    expire: (job, error) => change(job.id, { state: 'expired', error }),
    printerMoved: drawers.printerMoved,
    drawerTimeLeft: (job) => {
      if (job.kind !== 'drawer') return Number.POSITIVE_INFINITY;
      return Math.max(0, drawers.timeLeft(job.id) ?? 0);
    },
    time: steady.now,
    recover: async () => {
      await recovery.begin();
      expiry.beginSigns();
    },
    waitForOutcome: waits.wait,
    close: () => {
      events.off('printer-changed', onPrinter);
      waits.end();
      return expiry.close();
    },
  };
}
