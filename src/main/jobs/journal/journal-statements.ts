import type { JobState } from '../../../shared/job.ts';
import type { JobFilter } from '../job-store.ts';
import { journalQueries, journalStatements, searchJournal } from '../journal-sql.ts';

type Value = string | number | null | Uint8Array;

/** What the journal needs of SQLite: as `node:sqlite` has it, which only `sqlite-job-store.ts` knows. */
export interface JournalDatabase {
  exec(sql: string): void;
  prepare(sql: string): JournalStatement;
}

export interface JournalStatement {
  all(...values: Value[]): unknown[];
  get(...values: Value[]): unknown;
  run(...values: Value[]): { lastInsertRowid: number | bigint };
}

const statements = { ...journalQueries, ...journalStatements };

export type Statements = Record<keyof typeof statements, JournalStatement>;

export function prepareStatements(database: JournalDatabase): Statements {
  const prepared = Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Statements;
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
