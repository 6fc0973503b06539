import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { JobState } from '../../shared/job.ts';
import { AgentError } from '../errors.ts';
import { createCommitBatch } from './commit-batch.ts';
import { canBecome, type Job, jobNotFound } from './job.ts';
import { jobAmount } from './job-amount.ts';
import type {
  JobChange,
  JobFilter,
  JobReader,
  JobStore,
  JobTransaction,
  NewJob,
  PruneRule,
  TimelineEntry,
} from './job-store.ts';
import { journalQueries } from './journal-queries.ts';
import { insertJobSql, type JobRow, toInsertValues, toJob } from './journal-rows.ts';
import { journalSchema, journalVersion } from './journal-schema.ts';
import { searchJournal } from './journal-search.ts';
import { computeStatistics, type StatisticsRow } from './journal-statistics.ts';
import { migrateFromVersion1 } from './migrate-journal.ts';

/** Settled jobs looked at by one call of `prune`: keeps each transaction in the low milliseconds. */
const pruneChunk = 500;

/**
 * Opens (or creates) the journal. WAL and synchronous FULL: what is committed survives power loss. The exclusive
 * lock makes a second agent on the same data directory fail here, and the kernel frees it even after kill -9.
 *
 * A file that SQLite cannot read at all is set aside (and told through `onSetAside`): the till must print.
 *
 * @param file absolute path
 * @throws AgentError `ALREADY_RUNNING`, `JOURNAL_TOO_NEW`; other errors are SQLite's own (`ERR_SQLITE_ERROR`)
 */
export function openSqliteJobStore(file: string, options?: { onSetAside: (file: string) => void }): JobStore {
  const database = openReadableJournal(file, options?.onSetAside);
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
  const reader = createReader(statements, createSearch(database), (state) => counts.get(state) ?? 0);
  const transaction = createTransaction(statements, reader, addToCount);
  const batch = createCommitBatch({ execute: (sql) => database.exec(sql), onRollback: recount });

  const prune = (rule: PruneRule): Promise<number> =>
    batch.run(() => {
      statements.pruneIdempotency.run(rule.idempotencyBefore);
      const rows = statements.prunable.all(pruneChunk, rule.createdBefore, rule.maxJobs) as unknown as JobRow[];
      for (const row of rows) {
        statements.deleteBytes.run(row.sequence);
        statements.deleteTimeline.run(row.sequence);
        statements.deleteJob.run(row.sequence);
        addToCount(row.state as JobState, -1);
      }
      return rows.length;
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

function openReadableJournal(file: string, onSetAside: ((file: string) => void) | undefined): DatabaseSync {
  try {
    return openJournal(file);
  } catch (error) {
    if (!(error instanceof Error) || !/not a database|malformed/.test(error.message)) {
      throw error;
    }
    const aside = `${file}.unreadable-${new Date().toISOString().replaceAll(':', '-')}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) {
        renameSync(file + suffix, aside + suffix);
      }
    }
    onSetAside?.(aside);
    return openJournal(file);
  }
}

function openJournal(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA journal_size_limit = 16777216');
    database.exec('BEGIN IMMEDIATE');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > journalVersion) {
      throw new AgentError(
        'JOURNAL_TOO_NEW',
        `Le journal ${file} vient d'une version plus récente de SmartPOS Agent : installez cette version.`,
      );
    }
    if (version === 1) {
      migrateFromVersion1(database);
    }
    database.exec(journalSchema);
    database.exec(`PRAGMA user_version = ${journalVersion}`);
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && /database is locked/.test(error.message)) {
      throw new AgentError('ALREADY_RUNNING', `Un autre SmartPOS Agent utilise déjà ${file} : arrêtez-le d'abord.`, {
        cause: error,
      });
    }
    throw error;
  }
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    insertJob: prepare(insertJobSql),
    get: prepare(journalQueries.get),
    next: prepare(journalQueries.next),
    expired: prepare(journalQueries.expired),
    nextExpiry: prepare(journalQueries.nextExpiry),
    lastTicket: prepare(journalQueries.lastTicket),
    statistics: prepare(journalQueries.statistics),
    countStates: prepare('SELECT state, count(*) AS count FROM jobs GROUP BY state'),
    update: prepare(
      'UPDATE jobs SET state = ?, updated_at = ?, expires_at = ?, error_code = ?, error_message = ? WHERE sequence = ?',
    ),
    saveBytes: prepare('INSERT OR REPLACE INTO job_bytes (sequence, deflated) VALUES (?, ?)'),
    bytes: prepare('SELECT deflated FROM job_bytes JOIN jobs USING (sequence) WHERE id = ?'),
    addStep: prepare(
      `INSERT INTO timeline (sequence, step, at, state, detail)
       SELECT ?1, coalesce(max(step), 0) + 1, ?2, ?3, ?4 FROM timeline WHERE sequence = ?1`,
    ),
    timeline: prepare(
      'SELECT at, t.state AS state, detail FROM timeline t JOIN jobs USING (sequence) WHERE id = ? ORDER BY step',
    ),
    findIdempotency: prepare('SELECT * FROM idempotency WHERE key = ?'),
    saveIdempotency: prepare(
      'INSERT OR REPLACE INTO idempotency (key, fingerprint, job_id, created_at) VALUES (?, ?, ?, ?)',
    ),
    pruneIdempotency: prepare('DELETE FROM idempotency WHERE created_at < ?'),
    // Only the oldest rows are looked at: arrival order is age, so nothing prunable hides behind them.
    prunable: prepare(
      `SELECT * FROM (SELECT * FROM jobs ORDER BY sequence LIMIT ?)
       WHERE state NOT IN ('queued', 'printing')
         AND (created_at < ? OR sequence <= (SELECT max(sequence) FROM jobs) - ?)`,
    ),
    deleteJob: prepare('DELETE FROM jobs WHERE sequence = ?'),
    deleteBytes: prepare('DELETE FROM job_bytes WHERE sequence = ?'),
    deleteTimeline: prepare('DELETE FROM timeline WHERE sequence = ?'),
  };
}

/** Each combination of filters is a statement of its own, prepared when it is first asked. */
function createSearch(database: DatabaseSync) {
  const prepared = new Map<string, StatementSync>();
  return (filter: JobFilter, state: JobState | null): unknown[] => {
    const { sql, values } = searchJournal(filter, state);
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement.all(...values);
  };
}

function createReader(
  statements: Statements,
  search: (filter: JobFilter, state: JobState | null) => unknown[],
  count: (state: JobState) => number,
): JobReader {
  const one = (row: unknown): Job | null => (row === undefined ? null : toJob(row as JobRow));
  const many = (rows: unknown): Job[] => (rows as JobRow[]).map(toJob);
  return {
    get: (id) => one(statements.get.get(id)),
    next: () => one(statements.next.get()),
    expired: (now) => many(statements.expired.all(now)),
    nextExpiry: () => (statements.nextExpiry.get() as { at: number | null }).at,
    lastTicket: (orderId) => one(statements.lastTicket.get(String(orderId))),
    list: (filter) => {
      const { states, limit } = filter;
      if (states === undefined) {
        return many(search(filter, null));
      }
      // One index walk a state, merged: a rare state is found at once in a long journal.
      const rows = states.flatMap((state) => search(filter, state) as JobRow[]);
      return many(rows.sort((a, b) => b.sequence - a.sequence).slice(0, limit));
    },
    count,
    bytes: (id) => {
      const row = statements.bytes.get(id) as { deflated: Uint8Array } | undefined;
      return row === undefined ? null : inflateRawSync(row.deflated);
    },
    timeline: (id) => statements.timeline.all(id) as unknown as TimelineEntry[],
    statistics: ({ from, before, timeZone }) =>
      computeStatistics(statements.statistics.all(from, before) as unknown as StatisticsRow[], timeZone),
  };
}

function createTransaction(
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
  const change = (id: string, { state, at, error, expiresAt, bytes, detail }: JobChange): Job => {
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
      statements.saveBytes.run(sequence, deflateRawSync(bytes, { level: 1 }));
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
