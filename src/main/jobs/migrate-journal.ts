import type { JobDocument } from '../documents/document.ts';
import { jobAmount } from './job-amount.ts';
import type { JournalDatabase } from './journal-database.ts';
import { toDerivedValues } from './journal-rows.ts';

/** Rows read at a time: a long journal does not fill the memory. */
const chunk = 1_000;

/**
 * Brings a journal of version 1 to version 2, inside the caller's transaction: a crash leaves version 1 as it was.
 * Where its jobs came from was not kept then; amounts and search texts come from their documents.
 */
export function migrateFromVersion1(database: JournalDatabase): void {
  database.exec(`
    ALTER TABLE jobs ADD COLUMN source TEXT NOT NULL DEFAULT 'unknown';
    ALTER TABLE jobs ADD COLUMN source_address TEXT;
    ALTER TABLE jobs ADD COLUMN amount TEXT;
    ALTER TABLE jobs ADD COLUMN amount_value REAL;
    ALTER TABLE jobs ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
    ALTER TABLE job_bytes ADD COLUMN columns INTEGER;
    ALTER TABLE job_bytes ADD COLUMN dots INTEGER;
  `);
  const read = database.prepare('SELECT sequence, document FROM jobs WHERE sequence > ? ORDER BY sequence LIMIT ?');
  const write = database.prepare('UPDATE jobs SET amount = ?, amount_value = ?, search_text = ? WHERE sequence = ?');
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
