import type { JobSource } from '../../shared/bridge.ts';
import type { Decision, JobKind, JobState, JobView, Problem } from '../../shared/job.ts';
import type { Moment } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { Decimal, JobDocument, OrderId } from '../documents/document.ts';

/** Who asked for a job. */
export interface JobOrigin {
  source: JobSource;
  /** The address that asked over HTTP; null where there is none. */
  address: string | null;
  /** When the request reached this machine, at the earliest: a drawer's time begins there. Absent: now. */
  arrivedAt?: Moment;
}

/** The station of a till with one printer: the only one so far. */
export const mainStation = 'main';

/** One accepted request. Times are milliseconds since the epoch. */
export interface Job {
  id: string;
  /** Order of arrival, also the journal's page cursor. */
  sequence: number;
  /** Which printer's it is. */
  station: string;
  kind: JobKind;
  state: JobState;
  orderId: OrderId | null;
  /** 1 goes out first, 3 last. */
  priority: number;
  document: JobDocument;
  createdAt: number;
  /** The date that stands on the paper: a copy keeps its original's. */
  documentDate: number;
  updatedAt: number;
  /** A job still queued at this moment is not printed any more; it moves with a wall clock that is set, as the job's own time does not. */
  expiresAt: number;
  reprintOf: string | null;
  /** Whether the paper must say DUPLICATA: something of the original may already be on paper. */
  duplicata: boolean;
  error: Problem | null;
  source: JobSource;
  /** The address that asked over HTTP. */
  sourceAddress: string | null;
  /** What stands on the receipt as its total; null where there is none (drawer, test). */
  amount: Decimal | null;
  /** What a person has decided about it, or (`open`) must: see `decisions`. */
  decision: Decision | null;
}

/** How printing ended; `queued`: not one byte has left. */
export interface Settlement {
  state: 'printed' | 'sent' | 'drawn' | 'uncertain' | 'failed' | 'queued';
  error?: Problem | null;
  /** For the timeline: one of `stepDetails`, or a text. */
  detail?: string;
}

/** The whole life of a job. A state that leads nowhere is final. */
const nextStates: Record<JobState, readonly JobState[]> = {
  queued: ['printing', 'cancelled', 'expired'],
  // Back to queued only if no byte has left.
  printing: ['printed', 'sent', 'drawn', 'uncertain', 'failed', 'queued'],
  // Only a person decides about a doubtful job.
  uncertain: ['printed', 'reprinted'],
  failed: ['queued', 'cancelled'],
  printed: [],
  sent: [],
  // By the built-in printer: nothing is on paper.
  drawn: [],
  cancelled: [],
  // A person wants it all the same. Never a drawer: see `canRetry`.
  expired: ['queued'],
  reprinted: [],
};

export function canBecome(from: JobState, to: JobState): boolean {
  return nextStates[from].includes(to);
}

/** Whether the agent itself has nothing left to do for the job. A person may still have. */
export function isSettled(state: JobState): boolean {
  return state !== 'queued' && state !== 'printing';
}

/** Whether a person may put it back into the queue. A drawer opens for who stands there, or not at all. */
export function canRetry({ state, kind, decision }: Pick<Job, 'state' | 'kind' | 'decision'>): boolean {
  return state === 'failed' || (state === 'expired' && kind !== 'drawer' && decision !== 'reprinted');
}

/** Whether a person may print it again, and whether the copy must then be marked DUPLICATA. */
export function reprintRule(job: Job): 'forbidden' | 'duplicata' | 'first-print' {
  if (job.kind === 'drawer') {
    return 'forbidden';
  }
  switch (job.state) {
    case 'printed':
    case 'sent':
    case 'uncertain':
      return 'duplicata';
    case 'drawn':
    case 'expired':
    case 'cancelled':
      // Nothing of it ever reached the paper, unless it was itself a copy, or a copy has since.
      return job.duplicata || job.decision === 'reprinted' ? 'duplicata' : 'first-print';
    default:
      return 'forbidden';
  }
}

export function jobNotFound(): AgentError {
  return new AgentError('JOB_NOT_FOUND', "Cette impression n'existe pas dans le journal.");
}

const stateNames: Record<JobState, string> = {
  queued: 'en attente',
  printing: "en cours d'impression",
  printed: 'imprimé',
  sent: 'envoyé, non confirmé',
  drawn: 'dessiné, sans papier',
  uncertain: 'à vérifier',
  failed: 'échec',
  cancelled: 'annulé',
  expired: 'pas sorti à temps',
  reprinted: 'réimprimé',
};

export function stateConflict(state: JobState, what = 'Impossible'): AgentError {
  return new AgentError(
    'JOB_STATE_CONFLICT',
    `${what} : l'impression est dans l'état « ${stateNames[state] ?? state} ».`,
  );
}

/** A job as the API shows it. */
export function toJobView(job: Job): JobView {
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    order_id: job.orderId,
    priority: job.priority,
    created_at: new Date(job.createdAt).toISOString(),
    updated_at: new Date(job.updatedAt).toISOString(),
    reprint_of: job.reprintOf,
    error: job.error,
  };
}
