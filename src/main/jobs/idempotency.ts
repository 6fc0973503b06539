import { AgentError } from '../base/errors.ts';
import type { Job } from './job.ts';
import type { JobTransaction } from './job-store.ts';

export interface Idempotency {
  key: string;
  /** Hash of route and body: the same key with another request is an error of the caller. */
  fingerprint: string;
}

/** How long a key is known: by the time that jobs wait by, as a clock that is set must not make one forgotten. */
export const idempotencyWindowMs = 24 * 3600 * 1000;

/** The job that this key stands for; null: it is new. Throws `IDEMPOTENCY_KEY_REUSED`, `JOB_LOST`. */
export function findReplay(transaction: JobTransaction, idempotency: Idempotency, now: number): Job | null {
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
  const job = transaction.get(record.jobId);
  // To take it as new could print it a second time: a damaged journal may have lost the job, and kept its key.
  if (job === null) {
    throw new AgentError(
      'JOB_LOST',
      "Cette demande a déjà été acceptée, mais son impression n'est plus dans le journal : regardez si le ticket est sorti avant de la refaire.",
    );
  }
  return job;
}
