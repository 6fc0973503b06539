import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { JobState } from '../../../shared/job.ts';
import { AgentError } from '../../base/errors.ts';
import type { JobStore, PruneRule } from '../job-store.ts';
import { journalPragmas, journalSchema, journalVersion } from '../journal-sql.ts';
import { createCommitBatch } from './commit-batch.ts';
import { createReader } from './journal-reader.ts';
import type { JobRow } from './journal-rows.ts';
import { createSearch, prepareStatements } from './journal-statements.ts';
import { createTransaction } from './journal-transaction.ts';
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
 * @throws AgentError `ALREADY_RUNNING`, `JOURNAL_TOO_NEW`, `STORAGE_UNAVAILABLE`; other errors are SQLite's own (`ERR_SQLITE_ERROR`)
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

/** Makes the tables of a new journal, or those that an older version did not have. */
function bringUpToDate(database: DatabaseSync, version: number): void {
  if (version === 1) {
    migrateFromVersion1(database);
  }
  database.exec(journalSchema);
  database.exec(`PRAGMA user_version = ${journalVersion}`);
}

function openJournal(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec(journalPragmas);
    database.exec('BEGIN IMMEDIATE');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > journalVersion) {
      throw new AgentError(
        'JOURNAL_TOO_NEW',
        `Le journal ${file} vient d'une version plus récente de SmartPOS Agent : installez cette version.`,
      );
    }
    // Nothing is written to a journal of this version: the agent starts on a full disk too.
    if (version !== journalVersion) {
      bringUpToDate(database, version);
    }
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && /database or disk is full/.test(error.message)) {
      throw new AgentError(
        'STORAGE_UNAVAILABLE',
        `Le disque de la caisse est plein : le journal ${file} ne peut pas être préparé. Libérez de la place, puis relancez.`,
        { cause: error },
      );
    }
    if (error instanceof Error && /database is locked/.test(error.message)) {
      throw new AgentError('ALREADY_RUNNING', `Un autre SmartPOS Agent utilise déjà ${file} : arrêtez-le d'abord.`, {
        cause: error,
      });
    }
    throw error;
  }
}
