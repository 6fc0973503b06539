import type { JobDocument } from '../../documents/document.ts';
import { jobAmount, toDerivedValues } from './journal-rows.ts';
import {
  type JournalDatabase,
  journalSchema,
  journalVersion,
  journalVersion1To2,
  journalVersion2To3,
} from './journal-sql.ts';

/** Rows read at a time: a long journal does not fill the memory. */
const chunk = 1_000;

/**
 * Brings a journal up to date, or makes the tables of a new one, inside the caller's transaction: a crash leaves it as it was.
 *
 * @param database opened with `defensive: false` (SQLITE_DBCONFIG_DEFENSIVE) for an older version, whose description is changed
 * @param version what SQLite's user_version says; 0: it is new
 */
export function migrateJournal(database: JournalDatabase, version: number): void {
  if (version === 1) migrateFromVersion1(database);
  if (version === 1 || version === 2) migrateFromVersion2(database);
  database.exec(journalSchema);
  if (version === 2) database.exec(journalVersion2To3.forgetDecisions);
  database.exec(`PRAGMA user_version = ${journalVersion}`);
}

/** The columns are there already where the version before went on with a journal of this one. */
function migrateFromVersion2(database: JournalDatabase): void {
  const { columns, names, read, write } = journalVersion2To3;
  const known = new Set((database.prepare(names).all() as { name: string }[]).map(({ name }) => name));
  const missing = Object.entries(columns).filter(([name]) => !known.has(name));
  if (missing.length === 0) return;
  const { sql } = database.prepare(read).get() as { sql: string };
  const added = missing.map((column) => column.join(' ')).join(', ');
  const widened = sql.replace(/\)\s*STRICT\s*$/, `, ${added}) STRICT`);
  const { schema_version: version } = database.prepare('PRAGMA schema_version').get() as { schema_version: number };
  database.exec('PRAGMA writable_schema = ON');
  database.prepare(write).run(widened);
  // Every connection, this one too, reads the description anew.
  database.exec(`PRAGMA schema_version = ${version + 1}; PRAGMA writable_schema = RESET`);
}

/** Where its jobs came from was not kept then; amounts and search texts come from their documents. */
function migrateFromVersion1(database: JournalDatabase): void {
  database.exec(journalVersion1To2.alter);
  const read = database.prepare(journalVersion1To2.read);
  const write = database.prepare(journalVersion1To2.write);
  let last = 0;
  for (;;) {
    const rows = read.all(last, chunk) as { sequence: number; document: string }[];
    for (const { sequence, document } of rows) {
      write.run(...derive(document), sequence);
      last = sequence;
    }
    if (rows.length < chunk) {
      return;
    }
  }
}

/** A single document that cannot be understood must not keep the till from starting: it has no amount then. */
function derive(json: string): (string | number | null)[] {
  try {
    const document = JSON.parse(json) as JobDocument;
    return toDerivedValues(document, jobAmount(document));
  } catch {
    return [null, null, ''];
  }
}
