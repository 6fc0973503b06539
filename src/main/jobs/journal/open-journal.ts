import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AgentError } from '../../base/errors.ts';
import { journalPragmas, journalVersion, journalVersion3To2 } from './journal-sql.ts';
import { migrateJournal } from './migrate-journal.ts';

/** What the opening tells whoever can say it to people. */
export interface JournalNews {
  /** The file was unreadable and lies there now; a new journal is begun. */
  onSetAside(file: string): void;
  /** The journal of the older version could not be kept beside the one that it has become. */
  onNotKept(error: unknown): void;
}

/**
 * Opens (or creates) the journal. WAL and synchronous FULL: what is committed survives power loss. The exclusive
 * lock makes a second agent on the same data directory fail here, and the kernel frees it even after kill -9.
 *
 * A file that SQLite cannot read at all is set aside: the till must print. One of an older version is kept as
 * `journal.v2.db` (its version in its name) before it is brought up to date.
 *
 * @param file absolute path
 * @throws AgentError `ALREADY_RUNNING`, `JOURNAL_TOO_NEW`, `STORAGE_UNAVAILABLE`; other errors are SQLite's own (`ERR_SQLITE_ERROR`)
 */
export function openJournal(file: string, news?: JournalNews): DatabaseSync {
  try {
    return openReadable(file, news);
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
    news?.onSetAside(aside);
    return openReadable(file, news);
  }
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

function openReadable(file: string, news: JournalNews | undefined): DatabaseSync {
  const found = begin(file);
  // Nothing is written to a journal of this version: the agent starts on a full disk too.
  if (found.version === journalVersion) return found.database;
  if (found.version === 0) return migrate(file, found);
  // Closed meanwhile: to close a copied file would free the lock that SQLite has on it (POSIX, close(2)).
  found.database.close();
  keepOld(file, found.version, news);
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

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
}

/**
 * Removes the kept journals of older versions that were made before this moment: what is in them must not be kept for longer
 * than the journal itself.
 *
 * @param before milliseconds since the epoch
 */
export function dropOldCopies(file: string, before: number): void {
  const start = `${basename(file, '.db')}.v`;
  for (const entry of readdirSync(dirname(file), { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith(start) || !/\.v\d+\.db$/.test(entry.name)) continue;
    const copy = join(dirname(file), entry.name);
    if (statSync(copy).mtimeMs < before) rmSync(copy, { force: true });
  }
}

/** What stays free beside a copy, so that a small disk serves the tickets, and not what may never be needed. */
const roomForTickets = 256 * 1024 * 1024;

/**
 * The way back for who installs the version before by hand. Without it the till prints all the same: a disk that has no
 * ample room for it is said.
 */
function keepOld(file: string, version: number, news: JournalNews | undefined): void {
  const kept = file.replace(/\.db$/, `.v${version}.db`);
  const unfinished = `${kept}.new`;
  try {
    if (existsSync(`${file}-wal`)) throw new Error('the write-ahead log could not be merged');
    const { bavail, bsize } = statfsSync(dirname(file));
    if (bavail * bsize < 2 * statSync(file).size + roomForTickets) {
      throw Object.assign(new Error('too little room for a copy of the journal'), { code: 'ENOSPC' });
    }
    copyFileSync(file, unfinished, constants.COPYFILE_FICLONE);
    const descriptor = openSync(unfinished, 'r+');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(unfinished, kept);
  } catch (error) {
    rmSync(unfinished, { force: true });
    news?.onNotKept(error);
  }
}

/** Closes the database when `work` fails, and says what people can do about it. */
function explaining(file: string, database: DatabaseSync, work: () => void): DatabaseSync {
  try {
    work();
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
