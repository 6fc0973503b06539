import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type JournalPages, openJournalPages } from './journal-pages.ts';
import { migrateJournal } from './migrate-journal.ts';
import { createRest, type RestOfJournal, type Salvage, salvageRows } from './salvage-rows.ts';

export interface Rebuilt {
  /** Where the damaged one lies now. */
  aside: string;
  salvage: Salvage;
  rest: RestOfJournal | null;
}

const parts = ['', '-wal', '-shm'];

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
  remove(building);
  const pages = openJournalPages(file, log);
  let made: ReturnType<typeof salvageRows>;
  try {
    made = build(building, pages, now);
  } catch (error) {
    remove(building);
    throw error;
  } finally {
    pages.close();
  }
  const aside = `${file}.unreadable-${new Date(now).toISOString().replaceAll(':', '-')}`;
  for (const part of parts) {
    if (existsSync(file + part)) renameSync(file + part, aside + part);
  }
  keepLog(`${aside}-wal`, log);
  renameSync(building, file);
  return { aside, salvage: made.salvage, rest: createRest(() => openJournalPages(aside, log), made) };
}

/** Between the two moves of a rebuild the power went: the new one is whole. Anything else that lies there is not. */
export function finishRebuild(file: string): void {
  const building = buildingOf(file);
  if (!existsSync(building)) return;
  if (existsSync(file) || existsSync(`${building}-journal`)) remove(building);
  else renameSync(building, file);
}

function buildingOf(file: string): string {
  return `${file}.salvaged`;
}

function build(building: string, pages: JournalPages, now: number) {
  const database = new DatabaseSync(building);
  try {
    database.exec('BEGIN IMMEDIATE');
    migrateJournal(database, 0);
    const made = salvageRows(pages, database, now);
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
