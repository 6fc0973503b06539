import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asideMark, type FoundRows, findRows } from './find-rows.ts';
import { type JournalPages, openJournalPages } from './journal-pages.ts';
import { readLog } from './journal-wal.ts';
import { migrateJournal } from './migrate-journal.ts';
import { createCopier, type Salvage, salvageRows, settledJobs, type TakenOver } from './salvage-rows.ts';

export interface Rebuilt {
  /** Where the damaged one lies now. */
  aside: string;
  salvage: Salvage;
  source: RestSource;
}

/** A damaged journal whose rows are known already. */
export interface RestSource {
  /** Its name beside the journal. */
  name: string;
  found: FoundRows;
  log: Buffer | null;
}

/** What need not be there at once. */
export interface RestOfJournal {
  /** Takes over so many more jobs, inside the caller's transaction, and may be repeated where that is rolled back. */
  takeOver(count: number): { jobs: TakenOver[]; isMore: boolean };
  close(): void;
}

const parts = ['', '-wal', '-shm'];

/**
 * Damaged journals that lie beside this one, of which settled jobs below a number are still to be taken over: a killed agent
 * goes on where it was. Made only where there are any; earlier versions leave it alone.
 */
const restSchema = `
CREATE TABLE IF NOT EXISTS rest (
  id    INTEGER PRIMARY KEY,
  aside TEXT NOT NULL UNIQUE,
  below INTEGER NOT NULL
) STRICT;
`;

/**
 * Makes a new journal of what can be read of a damaged one, which nobody has open, and puts that one aside. The new one is whole
 * on the disk before the old one is moved: a crash, or a full disk, leaves one of the two.
 *
 * @param log what stood in the write-ahead log: SQLite may have dropped it meanwhile
 * @throws what SQLite and the disk throw; the old files are as they were then
 */
export function rebuildJournal(file: string, log: Buffer | null): Rebuilt {
  const now = Date.now();
  const building = buildingOf(file);
  const aside = `${file}${asideMark}${new Date(now).toISOString().replaceAll(':', '-')}`;
  const name = basename(aside);
  remove(building);
  const pages = openJournalPages(file, log);
  let made: ReturnType<typeof salvageRows>;
  try {
    made = build(building, { pages, now, name });
  } catch (error) {
    remove(building);
    throw error;
  } finally {
    pages.close();
  }
  for (const part of parts) {
    if (existsSync(file + part)) renameSync(file + part, aside + part);
  }
  keepLog(`${aside}-wal`, log);
  renameSync(building, file);
  return { aside, salvage: made.salvage, source: { name, found: made.found, log } };
}

/** Between the two moves of a rebuild the power went: the new one is whole. Anything else that lies there is not. */
export function finishRebuild(file: string): void {
  const building = buildingOf(file);
  if (!existsSync(building)) return;
  if (existsSync(file) || existsSync(`${building}-journal`)) remove(building);
  else renameSync(building, file);
}

/**
 * The rest of damaged journals, the newest first. How far it has come stands in the journal itself, in the transaction that has
 * taken it over: one that is rolled back loses nothing.
 *
 * @param source the newest, where it is known
 */
export function createRest(database: DatabaseSync, file: string, source: RestSource | null): RestOfJournal {
  const hasRest = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'rest'").get();
  const next = hasRest === undefined ? null : database.prepare('SELECT id, aside, below FROM rest ORDER BY id LIMIT 1');
  let open: ReturnType<typeof openAside> = null;
  let isPostponed = false;
  const close = () => {
    open?.pages.close();
    open = null;
  };
  const use = (name: string) => {
    if (open?.name === name) return open;
    close();
    try {
      open = openAside(database, join(dirname(file), basename(name)), source?.name === name ? source : null);
    } catch {
      // No reason to refuse tickets: the next start tries again.
      isPostponed = true;
    }
    return open;
  };
  return {
    takeOver: (count) => {
      const row = next?.get() as { id: number; aside: string; below: number } | undefined;
      if (row === undefined) {
        close();
        return { jobs: [], isMore: false };
      }
      const from = use(row.aside);
      if (isPostponed) return { jobs: [], isMore: false };
      const start = from?.settled.findIndex(({ sequence }) => sequence < row.below) ?? -1;
      const chunk = start === -1 ? [] : (from?.settled.slice(start, start + count) ?? []);
      const jobs = from === null ? [] : chunk.map(from.copy);
      const last = chunk.at(-1);
      if (last === undefined) database.prepare('DELETE FROM rest WHERE id = ?').run(row.id);
      else database.prepare('UPDATE rest SET below = ? WHERE id = ?').run(last.sequence, row.id);
      return { jobs: jobs.filter(({ outcome }) => outcome === 'saved' || outcome === 'doubtful'), isMore: true };
    },
    close,
  };
}

/** Null: it is gone. Throws what the disk throws. */
function openAside(database: DatabaseSync, file: string, source: RestSource | null) {
  try {
    closeSync(openSync(file, 'r'));
  } catch (error) {
    // It has been deleted; one that only cannot be read now waits.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (!existsSync(`${file}-wal`)) return null;
  }
  const pages = openJournalPages(file, source?.log ?? readLog(file));
  const found = source?.found ?? findRows(pages);
  return {
    name: basename(file),
    pages,
    settled: settledJobs(found),
    copy: createCopier(pages, database, found, Date.now()),
  };
}

function buildingOf(file: string): string {
  return `${file}.salvaged`;
}

function build(building: string, { pages, now, name }: { pages: JournalPages; now: number; name: string }) {
  const database = new DatabaseSync(building);
  try {
    database.exec('BEGIN IMMEDIATE');
    migrateJournal(database, 0);
    const made = salvageRows(pages, database, now);
    const rests = [...(made.below === null ? [] : [[name, made.below] as const]), ...made.found.rests];
    if (rests.length > 0) database.exec(restSchema);
    for (const rest of rests) database.prepare('INSERT INTO rest (aside, below) VALUES (?, ?)').run(...rest);
    database.exec('COMMIT');
    return made;
  } finally {
    database.close();
  }
}

/** For who may still want it; what was in it has been taken over. */
function keepLog(aside: string, log: Buffer | null): void {
  try {
    if (log !== null && !existsSync(aside)) writeFileSync(aside, log, { mode: 0o600 });
  } catch {
    // A disk that has no room for it has room for tickets.
  }
}

function remove(building: string): void {
  for (const part of ['-journal', ...parts]) rmSync(building + part, { force: true });
}
