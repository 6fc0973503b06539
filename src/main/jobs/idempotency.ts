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

/** The job that this key stands for; null: it is new. Throws `IDEMPOTENCY_KEY_REUSED`. */
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
  return transaction.get(record.jobId);
}
