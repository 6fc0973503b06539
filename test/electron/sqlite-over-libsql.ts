import Database from 'libsql';

/**
 * `node:sqlite` for the tests' Electron 33, whose Node 20 has none: the few methods that the journal uses, over libsql
 * (the same SQLite in another binding). Blind spots: SQLite's version and build options, `node:sqlite`'s own error codes
 * and type rules, and that closing gives the lock back. What the journal promises of its disk is tested on the real one, in plain Node.
 */
export class DatabaseSync {
  readonly #database: Database.Database;

  constructor(path: string) {
    this.#database = new Database(path);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  prepare(sql: string): StatementSync {
    return new StatementSync(this.#database.prepare(sql));
  }

  /** libsql keeps the file, and its lock, until the garbage of prepared statements is collected: given back by hand. */
  close(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
    for (const pragma of ['journal_mode = DELETE', 'locking_mode = NORMAL', 'user_version']) {
      try {
        this.#database.prepare(`PRAGMA ${pragma}`).all();
      } catch {
        // The other process's lock that made the opening fail.
      }
    }
    this.#database.close();
  }
}

export class StatementSync {
  readonly #statement: Database.Statement;

  constructor(statement: Database.Statement) {
    this.#statement = statement;
  }

  get(...values: unknown[]): unknown {
    return this.#statement.get(...values);
  }

  all(...values: unknown[]): unknown[] {
    return this.#statement.all(...values);
  }

  iterate(...values: unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...values);
  }

  run(...values: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...values);
  }
}
