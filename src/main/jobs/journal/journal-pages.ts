import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readWal } from './journal-wal.ts';

/**
 * The pages of a damaged journal, read without SQLite, which stops at the first one that is bad. File format:
 * https://sqlite.org/fileformat2.html
 */
export interface JournalPages {
  readonly pageSize: number;
  readonly count: number;
  /** As it was last committed; null: it cannot be read. The first one is 1. */
  read(page: number): Buffer | null;
  /** The same for who goes through all of them: valid until its next call. */
  scan(page: number): Buffer | null;
  /** Whether what is read may be an older state of that page. */
  isStale(page: number): boolean;
  close(): void;
}

/** What a journal has where its header does not say. */
const usualPageSize = 4096;
/** Read at a time. */
const window = 1024 * 1024;

/**
 * @param file the database; missing or empty: only the log has something
 * @param log what stood in the write-ahead log beside it
 */
export function openJournalPages(file: string, log: Buffer | null): JournalPages {
  const fd = tryOpen(file);
  const bytes = fd === null ? 0 : fstatSync(fd).size;
  const pageSize = readPageSize(fd, log);
  const wal = readWal(log, pageSize);
  const buffer = Buffer.alloc(window);
  let from = 0;
  let held = 0;

  const fill = (target: Buffer, at: number, length: number): number => {
    try {
      return fd === null ? 0 : readSync(fd, target, 0, length, at);
    } catch {
      return 0;
    }
  };
  const readFile = (page: number): Buffer | null => {
    const single = Buffer.allocUnsafe(pageSize);
    return fill(single, (page - 1) * pageSize, pageSize) < pageSize ? null : single;
  };
  const scanFile = (page: number): Buffer | null => {
    const at = (page - 1) * pageSize;
    if (at < from || at + pageSize > from + held) {
      from = at;
      held = fill(buffer, at, window);
      // A bad sector spoils the whole window: then page by page.
      if (held < pageSize) held = fill(buffer, at, pageSize);
    }
    return held < pageSize ? null : buffer.subarray(at - from, at - from + pageSize);
  };

  return {
    pageSize,
    count: Math.max(Math.floor(bytes / pageSize), wal.pageCount),
    read: (page) => wal.read(page) ?? readFile(page),
    scan: (page) => wal.read(page) ?? scanFile(page),
    isStale: wal.isStale,
    close: () => {
      if (fd !== null) closeSync(fd);
    },
  };
}

function tryOpen(file: string): number | null {
  try {
    // A folder can be opened, too, and a pipe would hold the thread.
    return statSync(file).isFile() ? openSync(file, 'r') : null;
  } catch {
    return null;
  }
}

function readPageSize(fd: number | null, log: Buffer | null): number {
  const head = Buffer.alloc(100);
  const isHeader = readHead(fd, head) && head.toString('latin1', 0, 15) === 'SQLite format 3';
  const ofFile = isHeader ? head.readUInt16BE(16) : 0;
  const ofLog = log !== null && log.length >= 32 ? log.readUInt32BE(8) : 0;
  const found = [ofFile === 1 ? 65_536 : ofFile, ofLog].find(
    (size) => size >= 512 && size <= 65_536 && (size & (size - 1)) === 0,
  );
  return found ?? usualPageSize;
}

function readHead(fd: number | null, head: Buffer): boolean {
  try {
    return fd !== null && readSync(fd, head, 0, head.length, 0) === head.length;
  } catch {
    return false;
  }
}
