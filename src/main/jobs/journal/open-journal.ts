import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AgentError } from '../../base/errors.ts';
import { journalPragmas, journalVersion, journalVersion3To2 } from './journal-sql.ts';
import { DamagedRow, journalTroubleOf, toStorageError } from './journal-trouble.ts';
import { readLog, readWal } from './journal-wal.ts';
import { keepOld } from './kept-journals.ts';
import { migrateJournal } from './migrate-journal.ts';
import { finishRebuild, type RestSource, rebuildJournal } from './rebuild-journal.ts';
import type { Salvage } from './salvage-rows.ts';

/** What the opening tells whoever can say it to people. */
export interface JournalNews {
  /** The file was unreadable and lies there now; a new journal is begun, with nothing of it. */
  onSetAside(file: string): void;
  /** The file was damaged and lies there now; what could be read of it is in a new one. */
  onSalvaged(news: { aside: string; cause: string; salvage: Salvage }): void;
  /** There was a journal, and it is gone, or nothing is in it any more. */
  onLost(file: string, isThere: boolean): void;
  /** The journal of the older version could not be kept beside the one that it has become. */
  onNotKept(error: unknown): void;
}

export interface OpenJournal {
  database: DatabaseSync;
  /** Where it lies. */
  file: string;
  /** The damaged one that it has just replaced, read already; null: there is none. */
  source: RestSource | null;
}

export interface JournalOptions {
  news?: JournalNews | undefined;
  /** An agent has worked here before: a journal that is missing was lost. */
  isExpected?: boolean;
}

/**
 * Opens (or creates) the journal. WAL and synchronous FULL: what is committed survives power loss. The exclusive
 * lock makes a second agent on the same data directory fail here, and the kernel frees it even after kill -9.
 *
 * A damaged file is set aside, and what can be read of it goes on in a new one: the till must print. One of an older version
 * is kept as `journal.v2.db` (its version in its name) before it is brought up to date.
 *
 * @param file absolute path
 * @throws AgentError `ALREADY_RUNNING`, `JOURNAL_TOO_NEW`, `STORAGE_UNAVAILABLE`
 */
export function openJournal(file: string, options: JournalOptions = {}): OpenJournal {
  try {
    finishRebuild(file);
    // Before SQLite sees it: it drops the log of a database that is empty, and stops reading one that is damaged.
    const log = readLog(file);
    const cause = findDamage(file, log);
    if (cause !== null) return rebuild(file, { log, cause, news: options.news });
    return openOrRebuild(file, log, options);
  } catch (error) {
    throw toStorageError(error, file);
  }
}

/**
 * For a journal that turned out to be damaged while it was in use, and has just been closed.
 *
 * @param log what `readLog` gave before it was closed
 * @throws AgentError `STORAGE_UNAVAILABLE`
 */
export function repairJournal(file: string, log: Buffer | null, options: JournalOptions): OpenJournal {
  try {
    return rebuild(file, { log, cause: 'une page était illisible', news: options.news });
  } catch (error) {
    throw toStorageError(error, file);
  }
}

/** What can be seen without SQLite; null: nothing. */
function findDamage(file: string, log: Buffer | null): string | null {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) return 'un dossier était à sa place';
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.isDirectory())
    return `un dossier était à la place de ${file}-wal`;
  if (log !== null && stats === undefined) return 'le fichier avait disparu';
  if (log !== null && stats?.size === 0) return 'le fichier était vide';
  return null;
}

function openOrRebuild(file: string, log: Buffer | null, options: JournalOptions): OpenJournal {
  try {
    return { database: openReadable(file, log, options), file, source: null };
  } catch (error) {
    if (journalTroubleOf(error) !== 'damaged') throw error;
    const cause = error instanceof DamagedLog ? `le fichier ${file}-wal était abîmé` : 'le fichier était illisible';
    return rebuild(file, { log, cause, news: options.news });
  }
}

/** SQLite would read it up to the damage, and say nothing of the rest. */
class DamagedLog extends DamagedRow {}

function rebuild(
  file: string,
  { log, cause, news }: { log: Buffer | null; cause: string; news: JournalNews | undefined },
): OpenJournal {
  const { aside, salvage, source } = rebuildJournal(file, log);
  if (salvage.saved + salvage.lost === 0) news?.onSetAside(aside);
  else news?.onSalvaged({ aside, cause, salvage });
  return { database: openReadable(file, null, { news }), file, source };
}

/**
 * Makes a journal one that the program of the version before understands, with all jobs that have come since. Nobody may
 * have it open. A crash leaves it as it was. A journal of version 2 or older, or none, stays as it is.
 *
 * @throws what SQLite throws
 */
export function leaveJournalToOlderVersion(file: string): void {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN IMMEDIATE');
    if (versionOf(database) === journalVersion) database.exec(journalVersion3To2);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function openReadable(file: string, log: Buffer | null, { news, isExpected = false }: JournalOptions): DatabaseSync {
  const isThere = existsSync(file);
  const found = begin(file);
  // Looked at under the lock, and before anything is written.
  if (readWal(log, pageSizeOf(found.database)).isDamaged) {
    found.database.close();
    throw new DamagedLog('the write-ahead log is damaged');
  }
  if (found.version === 0 && isExpected) news?.onLost(file, isThere);
  // Nothing is written to a journal of this version: the agent starts on a full disk too.
  if (found.version === journalVersion) return found.database;
  if (found.version === 0) return migrate(file, found);
  // Closed meanwhile: to close a copied file would free the lock that SQLite has on it (POSIX, close(2)).
  found.database.close();
  keepOld(file, found.version, news?.onNotKept);
  // Newer ones of Node open defensively, their types do not say so yet, and older ones do not know the option.
  migrate(file, begin(file, { defensive: false })).close();
  return begin(file).database;
}

function migrate(file: string, { database, version }: OpenedJournal): DatabaseSync {
  return explaining(file, database, () => {
    database.exec('BEGIN IMMEDIATE');
    migrateJournal(database, version);
    database.exec('COMMIT');
  });
}

interface OpenedJournal {
  database: DatabaseSync;
  version: number;
}

/** Opened for nobody else, with its version known. */
function begin(file: string, options: object = {}): OpenedJournal {
  const database = new DatabaseSync(file, options);
  let version = 0;
  explaining(file, database, () => {
    database.exec(journalPragmas);
    database.exec('BEGIN IMMEDIATE');
    version = versionOf(database);
    // No program has come so far: those bytes are damaged.
    if (version > 1_000) throw new DamagedRow('the version of the journal is none');
    if (version > journalVersion) {
      throw new AgentError(
        'JOURNAL_TOO_NEW',
        `Le journal ${file} vient d'une version plus récente de SmartPOS Agent : installez cette version.`,
      );
    }
    database.exec('COMMIT');
  });
  return { database, version };
}

function pageSizeOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA page_size').get() as { page_size: number }).page_size;
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/** Closes the database when `work` fails, and says what people can do about it. */
function explaining(file: string, database: DatabaseSync, work: () => void): DatabaseSync {
  try {
    work();
    return database;
  } catch (error) {
    database.close();
    if (journalTroubleOf(error) === 'locked') {
      throw new AgentError('ALREADY_RUNNING', `Un autre SmartPOS Agent utilise déjà ${file} : arrêtez-le d'abord.`, {
        cause: error,
      });
    }
    throw error;
  }
}
