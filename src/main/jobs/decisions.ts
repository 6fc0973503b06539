import type { Round } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import { canRetry, type Job, type JobOrigin, jobNotFound, reprintRule, stateConflict } from './job.ts';
import type { JobStore, JobTransaction } from './job-store.ts';

/** What a person decides about a job that has not come out, or may not have. */
export interface Decisions {
  /** What failed, and papers that expired: back into the queue, with a time of their own. */
  retry(id: string): Promise<Job>;
  /** The same for all expired papers about which nobody has decided, oldest first, some hundreds at most. Rejects with `QUEUE_FULL`. */
  retryExpired(): Promise<Round>;
  /** Nobody wants this expired or drawn paper any more: it is not offered again. A second time changes nothing. */
  leave(id: string): Promise<Job>;
  leaveExpired(): Promise<Round>;
  /** Resolves with the new job, which has the origin of who asked for it. */
  reprint(id: string, origin: JobOrigin): Promise<Job>;
  /** Tickets and cash-outs of the last 24 h that were only drawn, and about which nobody has decided, newest first. */
  listDrawn(limit: number): Job[];
  countDrawn(): number;
  /** Prints them as new jobs, oldest first. Rejects with `QUEUE_FULL`. */
  printDrawn(origin: JobOrigin): Promise<Round>;
  leaveDrawn(): Promise<Round>;
}

/** So many in one transaction: it holds the calls of the ERP for some milliseconds. */
const largestRound = 200;
/** Older drawn tickets are offered no more: nobody waits for them. */
const drawnOfferMs = 24 * 3600 * 1000;

export function createDecisions(options: {
  store: JobStore;
  clock: Clock;
  /** How many more jobs the queue takes. */
  room: (transaction: JobTransaction) => number;
  /** When a job that is queued now is over. */
  expiresAt: (job: Job) => number;
  insertCopy: (transaction: JobTransaction, of: { job: Job; duplicata: boolean }, origin: JobOrigin) => Job;
  /** Told after it is on disk: put back, a copy, changed in another way. */
  afterRetry: (job: Job) => void;
  afterInsert: (job: Job) => void;
  announce: (job: Job) => void;
}): Decisions {
  const { store, clock, room, expiresAt, insertCopy, afterRetry, afterInsert, announce } = options;

  const find = (transaction: JobTransaction, id: string): Job => {
    const job = transaction.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    return job;
  };

  const requeue = (transaction: JobTransaction, job: Job): Job =>
    transaction.change(job.id, { state: 'queued', at: clock.now(), error: null, expiresAt: expiresAt(job) });

  const copy = (transaction: JobTransaction, job: Job, origin: JobOrigin): { copy: Job; original: Job | null } => {
    const rule = reprintRule(job);
    if (rule === 'forbidden') {
      throw stateConflict(job.state, 'Impossible de réimprimer');
    }
    const inserted = insertCopy(transaction, { job, duplicata: rule === 'duplicata' }, origin);
    const at = clock.now();
    if (job.state === 'uncertain') {
      return { copy: inserted, original: transaction.change(job.id, { state: 'reprinted', at }) };
    }
    // The next copy must say DUPLICATA, and this one is not offered any more.
    const isFirst = rule === 'first-print' && job.decision !== 'reprinted';
    return { copy: inserted, original: isFirst ? transaction.decide(job.id, 'reprinted', at) : null };
  };

  const afterCopy = ({ copy: inserted, original }: { copy: Job; original: Job | null }): Job => {
    if (original !== null) announce(original);
    afterInsert(inserted);
    return inserted;
  };

  const roundSize = (transaction: JobTransaction): number => {
    const size = Math.min(largestRound, room(transaction));
    if (size <= 0) {
      throw queueFull();
    }
    return size;
  };

  const offeredFrom = () => clock.now() - drawnOfferMs;
  const countDrawn = () => (store.count('drawn') === 0 ? 0 : store.countDrawn(offeredFrom()));

  const leaveAll = async (find: (transaction: JobTransaction) => Job[], count: () => number): Promise<Round> => {
    const jobs = await store.transact((transaction) =>
      find(transaction).map(({ id }) => transaction.decide(id, 'left', clock.now())),
    );
    for (const job of jobs) announce(job);
    return { done: jobs.length, left: count() };
  };

  return {
    retry: async (id) => {
      const job = await store.transact((transaction) => {
        const found = find(transaction, id);
        if (!canRetry(found)) {
          throw cannotRetry(found);
        }
        return requeue(transaction, found);
      });
      afterRetry(job);
      return job;
    },
    retryExpired: async () => {
      const jobs = await store.transact((transaction) =>
        store.countExpired().open === 0
          ? []
          : transaction.open(roundSize(transaction)).map((job) => requeue(transaction, job)),
      );
      for (const job of jobs) afterRetry(job);
      return { done: jobs.length, left: store.countExpired().open };
    },
    leave: async (id) => {
      const { job, isNews } = await store.transact((transaction) => {
        const found = find(transaction, id);
        const { kind, state, decision } = found;
        if (kind === 'drawer' || (state !== 'expired' && state !== 'drawn') || decision === 'reprinted') {
          throw new AgentError(
            'JOB_STATE_CONFLICT',
            "Impossible : il n'y a plus rien à décider pour cette impression.",
          );
        }
        return decision === 'left'
          ? { job: found, isNews: false }
          : { job: transaction.decide(id, 'left', clock.now()), isNews: true };
      });
      if (isNews) announce(job);
      return job;
    },
    leaveExpired: () =>
      leaveAll(
        (transaction) => transaction.open(largestRound),
        () => store.countExpired().open,
      ),
    reprint: async (id, origin) =>
      afterCopy(await store.transact((transaction) => copy(transaction, find(transaction, id), origin))),
    listDrawn: (limit) =>
      store.list({
        states: ['drawn'],
        kinds: ['ticket', 'cashout'],
        createdFrom: offeredFrom(),
        decision: null,
        limit,
      }),
    countDrawn,
    printDrawn: async (origin) => {
      const copies = await store.transact((transaction) => {
        if (countDrawn() === 0) return [];
        return transaction.drawn(offeredFrom(), roundSize(transaction)).map((job) => copy(transaction, job, origin));
      });
      for (const each of copies) afterCopy(each);
      return { done: copies.length, left: countDrawn() };
    },
    leaveDrawn: () => leaveAll((transaction) => transaction.drawn(offeredFrom(), largestRound), countDrawn),
  };
}

export function queueFull(): AgentError {
  return new AgentError('QUEUE_FULL', "Trop d'impressions attendent déjà : vérifiez l'imprimante, puis réessayez.");
}

function cannotRetry({ kind, state, decision }: Job): AgentError {
  if (state !== 'expired') {
    return stateConflict(state);
  }
  return new AgentError(
    'JOB_STATE_CONFLICT',
    kind === 'drawer' || decision !== 'reprinted'
      ? "Une ouverture du tiroir abandonnée ne se relance pas : redemandez l'ouverture, ou prenez la clé."
      : 'Ce ticket a déjà été imprimé à nouveau : réimprimez-le, avec la mention DUPLICATA.',
  );
}

/** A drawer that was asked of the built-in printer: there is none to open. */
export const noDrawerToOpen: Problem = {
  code: 'NO_PRINTER_CHOSEN',
  message:
    "Aucune imprimante n'est choisie, le tiroir n'a pas été ouvert : prenez la clé, et choisissez l'imprimante dans la rubrique Imprimante.",
};
