import { deflateRawSync } from 'node:zlib';
import type { JobState } from '../../../shared/job.ts';
import { AgentError } from '../../base/errors.ts';
import { canBecome, type Job, jobNotFound } from '../job.ts';
import type { JobChange, JobReader, JobStore, JobTransaction, NewJob, PruneRule } from '../job-store.ts';
import { createCommitBatch } from './commit-batch.ts';
import { createReader } from './journal-reader.ts';
import { jobAmount, toInsertValues } from './journal-rows.ts';
import { createSearch } from './journal-search.ts';
import { prepareStatements, type Statements } from './journal-sql.ts';
import { type JournalNews, openJournal } from './open-journal.ts';
import { findPrunable } from './prune-journal.ts';
import { createLife } from './sign-of-life.ts';

/**
 * The journal in a file of SQLite's; see `openJournal` for what is done with a file that is damaged or of an older version.
 *
 * @param file absolute path
 * @throws AgentError as `openJournal`
 */
export function openSqliteJobStore(file: string, news?: JournalNews): JobStore {
  const database = openJournal(file, news);
  const statements = prepareStatements(database);
  const counts = new Map<JobState, number>();
  const recount = () => {
    counts.clear();
    for (const row of statements.countStates.all() as { state: JobState; count: number }[]) {
      counts.set(row.state, row.count);
    }
  };
  recount();
  const addToCount = (state: JobState, amount: number) => counts.set(state, (counts.get(state) ?? 0) + amount);
  const { lastSign, signLife } = createLife(database, statements);
  const reads = createReader(statements, createSearch(database), (state) => counts.get(state) ?? 0);
  const reader = { ...reads, lastSign };
  const transaction = { ...createTransaction(statements, reader, addToCount), signLife };
  const batch = createCommitBatch({ execute: (sql) => database.exec(sql), onRollback: recount });

  const prune = (rule: PruneRule): Promise<number> =>
    batch.run(() => {
      statements.pruneIdempotency.run(rule.idempotencyBefore);
      const jobs = findPrunable(statements, counts, rule);
      for (const { sequence, state } of jobs) {
        statements.deleteBytes.run(sequence);
        statements.deleteTimeline.run(sequence);
        statements.deleteJob.run(sequence);
        addToCount(state, -1);
      }
      return jobs.length;
    });

  return {
    ...reader,
    transact: (work) => batch.run(() => work(transaction)),
    prune,
    close: async () => {
      await batch.close();
      database.close();
    },
  };
}

/** The journal's writes, inside a transaction of the caller's. */
function createTransaction(
  statements: Statements,
  reader: JobReader,
  addToCount: (state: JobState, amount: number) => void,
): Omit<JobTransaction, 'signLife'> {
  const insert = (job: NewJob, detail?: string): Job => {
    const amount = jobAmount(job.document);
    const { lastInsertRowid } = statements.insertJob.run(...toInsertValues(job, amount));
    const sequence = Number(lastInsertRowid);
    statements.addStep.run(sequence, job.createdAt, 'queued', detail ?? null);
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
    moveTimes: (ms) => {
      statements.moveExpiry.run(ms);
      statements.moveIdempotency.run(ms);
    },
  };
}
