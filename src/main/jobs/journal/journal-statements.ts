import type { JobState } from '../../../shared/job.ts';
import type { JobFilter } from '../job-store.ts';
import type { JournalDatabase, JournalStatement } from '../journal-database.ts';
import { journalQueries } from '../journal-queries.ts';
import { insertJobSql } from '../journal-rows.ts';
import { searchJournal } from '../journal-search.ts';

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: JournalDatabase) {
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
    saveBytes: prepare('INSERT OR REPLACE INTO job_bytes (sequence, deflated, columns, dots) VALUES (?, ?, ?, ?)'),
    bytes: prepare('SELECT deflated FROM job_bytes JOIN jobs USING (sequence) WHERE id = ?'),
    paper: prepare(
      'SELECT columns, dots FROM job_bytes JOIN jobs USING (sequence) WHERE id = ? AND columns IS NOT NULL',
    ),
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
export function createSearch(database: JournalDatabase) {
  const prepared = new Map<string, JournalStatement>();
  return (filter: JobFilter, state: JobState | null): unknown[] => {
    const { sql, values } = searchJournal(filter, state);
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement.all(...values);
  };
}
