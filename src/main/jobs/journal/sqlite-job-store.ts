import type { Problem } from '../../../shared/job.ts';
import { AgentError, problemOf } from '../../base/errors.ts';
import type { JobReader, JobStore } from '../job-store.ts';
import { createCommitBatch } from './commit-batch.ts';
import { connectJournal, type JournalConnection } from './journal-connection.ts';
import { computeStatistics } from './journal-reader.ts';
import { journalTroubleOf, toStorageError } from './journal-trouble.ts';
import { readLog } from './journal-wal.ts';
import { type JournalNews, openJournal, repairJournal } from './open-journal.ts';

/** One that cannot be opened is tried again, by who wants to write. */
const retryMs = 1_000;
/** A longer try is repeated less often: the thread has other things to do. */
const restPerTry = 20;
/** A disk that damages one journal after the other is not worked on for ever. */
const largestRepairCount = 5;
/** Jobs of a damaged journal that are taken over in one turn, and when the agent ends. */
const restChunk = 200;
const restPauseMs = 20;
/** A disk that refuses now is asked again. */
const restRetryMs = 1_000;
const restOnCloseMs = 1_500;

/** So long it is told that the disk has refused something. */
const refusalMs = 60_000;

export interface SqliteJobStore extends JobStore {
  /** Why nothing can be written, or even read; null: it can. */
  readonly trouble: Problem | null;
}

/**
 * The journal in a file of SQLite's; see `openJournal` for what is done with a file that is damaged or of an older version. A
 * file that turns out to be damaged while it is in use is replaced by what can be read of it, and the work done again.
 *
 * Where the file cannot be opened (full or protected disk, rights) the store has nothing and refuses every transaction with the
 * cause, until it can be opened: each transaction tries.
 *
 * @param file absolute path
 * @throws AgentError `ALREADY_RUNNING`, `JOURNAL_TOO_NEW`
 */
export function openSqliteJobStore(file: string, news?: JournalNews, { isExpected = false } = {}): SqliteJobStore {
  const options = { news, isExpected };
  let connection: JournalConnection | null = null;
  let failure: unknown = null;
  let retryAt = 0;
  let repairs = 0;
  let restTimer: NodeJS.Timeout | null = null;
  let isInTransaction = false;
  /** The last transaction that the disk has refused. */
  let refusal: { error: unknown; at: number } | null = null;
  let changesBefore = 0;

  const take = (next: JournalConnection): JournalConnection => {
    connection = next;
    failure = null;
    armRest();
    return next;
  };
  const giveUp = (error: unknown, startedAt: number): AgentError => {
    const now = performance.now();
    retryAt = now + Math.max(retryMs, restPerTry * (now - startedAt));
    failure = toStorageError(error, file);
    if (!(failure instanceof AgentError) || failure.code !== 'STORAGE_UNAVAILABLE') throw failure;
    return failure;
  };

  const connect = (): JournalConnection => {
    const opened = openJournal(file, options);
    try {
      return connectJournal(opened);
    } catch (error) {
      const log = readLog(file);
      opened.database.close();
      if (journalTroubleOf(error) !== 'damaged') throw error;
      return connectJournal(repairJournal(file, log, options));
    }
  };
  const tryConnect = (): JournalConnection | AgentError => {
    const startedAt = performance.now();
    try {
      return take(connect());
    } catch (error) {
      return giveUp(error, startedAt);
    }
  };
  /** Throws AgentError `STORAGE_UNAVAILABLE`. */
  const use = (): JournalConnection => {
    if (connection !== null) return connection;
    const made = performance.now() < retryAt ? failure : tryConnect();
    if (made instanceof Error) throw made;
    return made as JournalConnection;
  };

  /** Puts what can be read in the place of a journal that has just turned out to be damaged. */
  const repair = (error: unknown): boolean => {
    if (connection === null || journalTroubleOf(error) !== 'damaged' || repairs >= largestRepairCount) return false;
    const startedAt = performance.now();
    const log = readLog(file);
    connection.close();
    connection = null;
    try {
      take(connectJournal(repairJournal(file, log, options)));
      repairs += 1;
      return true;
    } catch (ownError) {
      giveUp(ownError, startedAt);
      return false;
    }
  };

  const batch = createCommitBatch({
    context: () => use().transaction,
    execute: (sql) => {
      const open = use();
      isInTransaction = false;
      open.execute(sql);
      isInTransaction = sql.startsWith('BEGIN');
      if (refusal === null) return;
      // A full disk takes a transaction that has written nothing.
      if (isInTransaction) changesBefore = open.changes();
      else if (sql === 'COMMIT' && open.changes() > changesBefore) refusal = null;
    },
    onRollback: () => connection?.recount(),
    repair,
    explain: (error) => {
      const told = toStorageError(error, file);
      if (told !== error) refusal = { error: told, at: performance.now() };
      return told;
    },
  });

  const armRest = (ms = restPauseMs) => {
    restTimer ??= setTimeout(() => void takeOverRest(), ms).unref();
  };
  const takeOverRest = async () => {
    restTimer = null;
    const isMore = await batch.run(() => use().takeOverRest(restChunk)).catch(() => null);
    if (isMore !== false && !isClosed) armRest(isMore === null ? restRetryMs : restPauseMs);
  };
  let isClosed = false;
  const finishRest = () => {
    const until = performance.now() + restOnCloseMs;
    try {
      connection?.execute('BEGIN IMMEDIATE');
      while (performance.now() < until && connection?.takeOverRest(restChunk));
      connection?.execute('COMMIT');
    } catch {
      // It is in the file that was set aside, and taken over by the next start.
    }
  };

  /** Reads that find damage are done again on what could be saved. */
  const read = <T>(ask: (reader: JobReader) => T): T => {
    if (connection === null) return ask(emptyReader);
    try {
      return ask(connection.reader);
    } catch (error) {
      // Whoever runs the transaction repairs, and does all of it again.
      if (isInTransaction) throw error;
      if (!repair(error)) throw toStorageError(error, file);
      return ask(connection.reader);
    }
  };

  tryConnect();
  return {
    get trouble() {
      if (failure !== null) return problemOf(failure);
      // Room may have been made since, and nobody has written anything.
      const isNews = refusal !== null && performance.now() - refusal.at < refusalMs;
      return isNews ? problemOf(refusal?.error) : null;
    },
    get: (id) => read((reader) => reader.get(id)),
    list: (filter) => read((reader) => reader.list(filter)),
    next: (station) => read((reader) => reader.next(station)),
    expired: (now) => read((reader) => reader.expired(now)),
    nextExpiry: () => read((reader) => reader.nextExpiry()),
    lastTicket: (orderId) => read((reader) => reader.lastTicket(orderId)),
    count: (state) => read((reader) => reader.count(state)),
    bytes: (id) => read((reader) => reader.bytes(id)),
    paper: (id) => read((reader) => reader.paper(id)),
    timeline: (id) => read((reader) => reader.timeline(id)),
    statistics: (range) => read((reader) => reader.statistics(range)),
    waitingDrawers: () => read((reader) => reader.waitingDrawers()),
    countDrawers: (from, to) => read((reader) => reader.countDrawers(from, to)),
    lastSign: () => read((reader) => reader.lastSign()),
    sequenceOfAge: (ageMs, now) => read((reader) => reader.sequenceOfAge(ageMs, now)),
    countExpired: () => read((reader) => reader.countExpired()),
    open: (limit) => read((reader) => reader.open(limit)),
    drawn: (createdFrom, limit) => read((reader) => reader.drawn(createdFrom, limit)),
    countDrawn: (createdFrom) => read((reader) => reader.countDrawn(createdFrom)),
    transact: batch.run,
    prune: (rule) => batch.run(() => use().prune(rule)),
    close: async () => {
      await batch.close();
      isClosed = true;
      if (restTimer !== null) clearTimeout(restTimer);
      finishRest();
      connection?.close();
      connection = null;
    },
  };
}

/** Of a journal that cannot be opened. */
const emptyReader: JobReader = {
  get: () => null,
  list: () => [],
  next: () => null,
  expired: () => [],
  nextExpiry: () => null,
  lastTicket: () => null,
  count: () => 0,
  bytes: () => null,
  paper: () => null,
  timeline: () => [],
  statistics: ({ timeZone }) => computeStatistics([], timeZone),
  waitingDrawers: () => [],
  countDrawers: () => 0,
  lastSign: () => null,
  sequenceOfAge: () => 0,
  countExpired: () => ({ open: 0, drawers: 0 }),
  open: () => [],
  drawn: () => [],
  countDrawn: () => 0,
};
