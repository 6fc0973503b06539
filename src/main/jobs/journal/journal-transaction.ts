import { deflateRawSync } from 'node:zlib';
import type { JobState } from '../../../shared/job.ts';
import { AgentError } from '../../base/errors.ts';
import { canBecome, type Job, jobNotFound } from '../job.ts';
import type { JobChange, JobReader, JobTransaction, NewJob } from '../job-store.ts';
import { jobAmount, toInsertValues } from './journal-rows.ts';
import type { Statements } from './journal-statements.ts';

/** The journal's writes, inside a transaction of the caller's. */
export function createTransaction(
  statements: Statements,
  reader: JobReader,
  addToCount: (state: JobState, amount: number) => void,
): JobTransaction {
  const insert = (job: NewJob): Job => {
    const amount = jobAmount(job.document);
    const { lastInsertRowid } = statements.insertJob.run(...toInsertValues(job, amount));
    const sequence = Number(lastInsertRowid);
    statements.addStep.run(sequence, job.createdAt, 'queued', null);
    addToCount('queued', 1);
    return { ...job, sequence, state: 'queued', updatedAt: job.createdAt, error: null, amount };
  };
  const change = (id: string, { state, at, error, expiresAt, bytes, paper, detail }: JobChange): Job => {
    const job = reader.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    if (!canBecome(job.state, state)) {
      throw new AgentError('JOB_STATE_CONFLICT', `Impossible : l'impression est dans l'état « ${job.state} ».`);
    }
    const changed: Job = {
      ...job,
      state,
      updatedAt: at,
      error: error === undefined ? job.error : error,
      expiresAt: expiresAt ?? job.expiresAt,
    };
    const { sequence } = job;
    statements.update.run(
      state,
      at,
      changed.expiresAt,
      changed.error?.code ?? null,
      changed.error?.message ?? null,
      sequence,
    );
    statements.addStep.run(sequence, at, state, detail ?? null);
    if (bytes !== undefined) {
      statements.saveBytes.run(
        sequence,
        deflateRawSync(bytes, { level: 1 }),
        paper?.columns ?? null,
        paper?.dots ?? null,
      );
    }
    addToCount(job.state, -1);
    addToCount(state, 1);
    return changed;
  };
  return {
    ...reader,
    insert,
    change,
    findIdempotency: (key) => {
      const row = statements.findIdempotency.get(key) as Record<string, unknown> | undefined;
      return row === undefined
        ? null
        : {
            key,
            fingerprint: String(row.fingerprint),
            jobId: String(row.job_id),
            createdAt: Number(row.created_at),
          };
    },
    saveIdempotency: ({ key, fingerprint, jobId, createdAt }) => {
      statements.saveIdempotency.run(key, fingerprint, jobId, createdAt);
    },
  };
}
