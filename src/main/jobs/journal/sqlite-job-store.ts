import type { JobState } from '../../../shared/job.ts';
import type { JobStore, PruneRule } from '../job-store.ts';
import { createCommitBatch } from './commit-batch.ts';
import { createReader } from './journal-reader.ts';
import type { JobRow } from './journal-rows.ts';
import { createSearch, prepareStatements } from './journal-statements.ts';
import { createTransaction } from './journal-transaction.ts';
import { type JournalNews, openJournal } from './open-journal.ts';

/** Settled jobs looked at by one call of `prune`: keeps each transaction in the low milliseconds. */
const pruneChunk = 500;

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
