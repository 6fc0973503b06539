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
