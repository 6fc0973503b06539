import { type JobKind, type JobState, stepDetails } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { JobDocument, OrderId } from '../documents/document.ts';
import type { PaperSize } from '../documents/receipt.ts';
import type { AgentEvents } from './events.ts';
import { createExpiry } from './expiry.ts';
import { type Job, type JobOrigin, jobNotFound, mainStation, reprintRule, type Settlement } from './job.ts';
import type { JobChange, JobStore, JobTransaction, NewJob } from './job-store.ts';
import { createOutcomeWaits, type OutcomeWaits } from './outcome-waits.ts';
import { recoverJobs } from './recover-jobs.ts';

export interface QueueLimits {
  /** How long a ticket may wait for the printer. */
  ticketTtlMs: number;
  /** How long a drawer may wait: later nobody stands there any more. */
  drawerTtlMs: number;
  /** Jobs that may wait; one more is refused. */
  maxWaiting: number;
}

export interface Idempotency {
  key: string;
  /** Hash of route and body: the same key with another request is an error of the caller. */
  fingerprint: string;
}

export interface Accepted {
  job: Job;
  /** Whether this key had been used before: the job is the first one's. */
  replayed: boolean;
}

export interface Queue {
  /** Rejects with `QUEUE_FULL`, `IDEMPOTENCY_KEY_REUSED`, `STORAGE_UNAVAILABLE`. */
  enqueue(document: JobDocument, priority: number, origin: JobOrigin, idempotency?: Idempotency): Promise<Accepted>;
  /** Prints the last ticket accepted for the order again, marked DUPLICATA. Rejects with `ORDER_NOT_FOUND`. */
  enqueueDuplicate(orderId: OrderId, priority: number, origin: JobOrigin, idempotency?: Idempotency): Promise<Accepted>;
  cancel(id: string): Promise<Job>;
  /** Only what failed: a job that is being printed must not be queued a second time. */
  retry(id: string): Promise<Job>;
  /** Only what is uncertain. */
  confirm(id: string): Promise<Job>;
  /** Resolves with the new job, which has the origin of who asked for it. */
  reprint(id: string, origin: JobOrigin): Promise<Job>;
  /** The job that this station prints now, or null. Jobs whose time is over are expired on the way. */
  takeNext(station: string): Promise<Job | null>;
  /** Commits `printing` and the bytes, before the first byte goes out. */
  begin(job: Job, bytes: Uint8Array, paper: PaperSize): Promise<Job>;
  settle(job: Job, settlement: Settlement): Promise<Job>;
  /** At start: what was being printed is doubtful, what asked for the drawer is over. */
  recover(): Promise<void>;
  waitForOutcome: OutcomeWaits['wait'];
  readonly accepted: { print: number; drawer: number };
  /** For jobs that are accepted from now on; what waits keeps its time. */
  setLimits(limits: QueueLimits): void;
  /** Ends the timers; who waits for an outcome gets its job's last state. */
  close(): void;
}

const idempotencyWindowMs = 24 * 3600 * 1000;

/** The queue's rules over a durable store. Everything it answers is on disk already. */
export function createQueue(options: {
  store: JobStore;
  clock: Clock;
  createId: () => string;
  events: AgentEvents;
  limits: QueueLimits;
}): Queue {
  const { store, clock, createId, events } = options;
  let { limits } = options;
  const accepted = { print: 0, drawer: 0 };
  const announce = (job: Job): Job => {
    events.emit('job-changed', job);
    return job;
  };
  const waits = createOutcomeWaits({ store, events });
  const expiry = createExpiry({ store, clock, drawerTtlMs: () => limits.drawerTtlMs, announce });

  const ttlMs = (kind: JobKind) => (kind === 'drawer' ? limits.drawerTtlMs : limits.ticketTtlMs);

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
      expiresAt: now + ttlMs(document.kind),
      reprintOf: original?.job.id ?? null,
      duplicata: original?.duplicata ?? false,
      source: origin.source,
      sourceAddress: origin.address,
    };
  };

  const insert = (transaction: JobTransaction, job: NewJob): Job => {
    if (transaction.count('queued') >= limits.maxWaiting) {
      throw new AgentError('QUEUE_FULL', "Trop d'impressions attendent déjà : vérifiez l'imprimante, puis réessayez.");
    }
    return transaction.insert(job);
  };

  const afterInsert = (job: Job): Job => {
    accepted[job.kind === 'drawer' ? 'drawer' : 'print'] += 1;
    expiry.watch(job);
    return announce(job);
  };

  const accept = async (
    create: (transaction: JobTransaction) => NewJob,
    idempotency: Idempotency | undefined,
  ): Promise<Accepted> => {
    const result = await store.transact((transaction): Accepted => {
      const replayed = idempotency && findReplay(transaction, idempotency, clock.now());
      if (replayed) {
        return { job: replayed, replayed: true };
      }
      const job = insert(transaction, create(transaction));
      if (idempotency) {
        transaction.saveIdempotency({ ...idempotency, jobId: job.id, createdAt: job.createdAt });
      }
      return { job, replayed: false };
    });
    if (!result.replayed) {
      afterInsert(result.job);
    }
    return result;
  };

  const change = async (id: string, to: Omit<JobChange, 'at'>, only?: JobState): Promise<Job> => {
    const job = await store.transact((transaction) => {
      const { state } = transaction.get(id) ?? {};
      if (state !== undefined && only !== undefined && state !== only) {
        throw new AgentError('JOB_STATE_CONFLICT', `Impossible : l'impression est dans l'état « ${state} ».`);
      }
      return transaction.change(id, { ...to, at: clock.now() });
    });
    return announce(job);
  };

  const reprint = async (id: string, origin: JobOrigin): Promise<Job> => {
    const { copy, original } = await store.transact((transaction) => {
      const job = transaction.get(id);
      if (job === null) {
        throw jobNotFound();
      }
      const rule = reprintRule(job);
      if (rule === 'forbidden') {
        throw new AgentError('JOB_STATE_CONFLICT', `Impossible de réimprimer : l'état est « ${job.state} ».`);
      }
      const document = newJob(job.document, job.priority, origin, { job, duplicata: rule === 'duplicata' });
      const inserted = insert(transaction, document);
      const doubtful = job.state === 'uncertain';
      return {
        copy: inserted,
        original: doubtful ? transaction.change(id, { state: 'reprinted', at: clock.now() }) : null,
      };
    });
    if (original !== null) {
      announce(original);
    }
    return afterInsert(copy);
  };

  return {
    accepted,
    setLimits: (next) => {
      limits = next;
    },
    enqueue: (document, priority, origin, idempotency) => accept(() => newJob(document, priority, origin), idempotency),
    enqueueDuplicate: (orderId, priority, origin, idempotency) =>
      accept((transaction) => {
        const job = transaction.lastTicket(orderId);
        if (job === null) {
          throw new AgentError(
            'ORDER_NOT_FOUND',
            `Aucun ticket de la commande #${orderId} dans le journal : envoyez la commande complète.`,
          );
        }
        return newJob(job.document, priority, origin, { job, duplicata: true });
      }, idempotency),
    cancel: (id) => change(id, { state: 'cancelled' }),
    retry: async (id) => {
      const kind = store.get(id)?.kind ?? 'ticket';
      const job = await change(id, { state: 'queued', error: null, expiresAt: clock.now() + ttlMs(kind) }, 'failed');
      expiry.watch(job);
      return job;
    },
    confirm: (id) => change(id, { state: 'printed', error: null, detail: stepDetails.confirmedByPerson }, 'uncertain'),
    reprint,
    takeNext: async (station) => {
      await expiry.expireDue();
      return store.next(station);
    },
    begin: (job, bytes, paper) => change(job.id, { state: 'printing', bytes, paper }),
    settle: (job, settlement) => change(job.id, settlement),
    recover: async () => {
      for (const job of await recoverJobs(store, clock)) {
        announce(job);
      }
    },
    waitForOutcome: waits.wait,
    close: () => {
      expiry.close();
      waits.end();
    },
  };
}

function findReplay(transaction: JobTransaction, idempotency: Idempotency, now: number): Job | null {
  const record = transaction.findIdempotency(idempotency.key);
  if (record === null || record.createdAt < now - idempotencyWindowMs) {
    return null;
  }
  if (record.fingerprint !== idempotency.fingerprint) {
    throw new AgentError(
      'IDEMPOTENCY_KEY_REUSED',
      'Cette clé Idempotency-Key a déjà servi pour une autre demande : utilisez-en une nouvelle.',
    );
  }
  return transaction.get(record.jobId);
}
