import { closeSync, constants, fstatSync, mkdirSync, openSync, readdirSync, rmSync, write, writeSync } from 'node:fs';
import { join } from 'node:path';

const largestFileBytes = 5 * 1024 * 1024;
const keptFiles = 10;
/** Lines are written together, this long after the first of them. */
const flushMs = 200;
/** What may wait for a slow disk; lines beyond it are lost. */
const largestBacklogChars = 1024 * 1024;
/** A folder that could not be written is tried again this often. */
const reopenMs = 60_000;

export interface LogFile {
  /** One whole line; never waits and never throws. */
  write(line: string): void;
  /** Why lines are being lost; null: they are not. */
  readonly problem: Error | null;
  /** Writes what is pending. Never throws. */
  flushSync(): void;
}

/**
 * DIRECTORY/agent.N.log for appending: 5 MB a file, the last ten kept, mode 0600. A file that another account has made is
 * left and the next number begun. Where nothing can be written (rights, a full disk, a file in the folder's place) lines are
 * lost and `problem` says why, until it goes again.
 *
 * @param options.onProblem told at each change of `problem`
 */
export function openLogFile(options: { directory: string; onProblem: (problem: Error | null) => void }): LogFile {
  const { directory, onProblem } = options;
  let fd: number | null = null;
  let size = 0;
  let triedAt = Number.NEGATIVE_INFINITY;
  let problem: Error | null = null;
  let pending = '';
  let isWriting = false;
  let timer: NodeJS.Timeout | null = null;

  const note = (error: Error | null): void => {
    const isNews = (error === null) !== (problem === null);
    problem = error;
    if (isNews) onProblem(error);
  };

  /** Opens the newest file that has room, else the next one; the oldest go. */
  const open = (): void => {
    triedAt = performance.now();
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const newest = Math.max(1, ...readNumbers(directory));
      const opened = tryOpen(join(directory, nameOf(newest))) ?? openOrThrow(join(directory, nameOf(newest + 1)));
      ({ fd, size } = opened);
      note(null);
      removeOld(directory);
    } catch (error) {
      note(asError(error));
    }
  };

  /** Closes a file that is full, or that somebody has deleted; the next line opens another. */
  const leaveUseless = (): void => {
    if (fd === null || (size < largestFileBytes && !isDeleted(fd))) return;
    try {
      closeSync(fd);
    } catch {
      // A network's disk may refuse even that.
    }
    fd = null;
    triedAt = Number.NEGATIVE_INFINITY;
  };

  const isOpen = (): boolean => {
    leaveUseless();
    if (fd === null && performance.now() - triedAt >= reopenMs) open();
    return fd !== null;
  };

  const flush = (): void => {
    timer = null;
    if (isWriting || pending === '') return;
    const bytes = Buffer.from(pending);
    pending = '';
    if (!isOpen() || fd === null) return;
    isWriting = true;
    write(fd, bytes, (error, written) => {
      isWriting = false;
      size += written ?? 0;
      note(error);
      if (pending !== '') arm();
    });
  };

  const arm = (): void => {
    // It alone must not keep the program alive; whoever ends it calls flushSync.
    timer ??= setTimeout(flush, flushMs).unref();
  };

  open();
  return {
    get problem() {
      return problem;
    },
    write: (line) => {
      if (pending.length + line.length <= largestBacklogChars) pending += line;
      arm();
    },
    flushSync: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      const bytes = Buffer.from(pending);
      pending = '';
      try {
        if (bytes.length > 0 && isOpen() && fd !== null) size += writeSync(fd, bytes);
      } catch (error) {
        note(asError(error));
      }
    },
  };
}

function isDeleted(fd: number): boolean {
  try {
    return fstatSync(fd).nlink === 0;
  } catch {
    return true;
  }
}

const nameOf = (number: number) => `agent.${number}.log`;

function readNumbers(directory: string): number[] {
  return readdirSync(directory)
    .map((name) => Number(/^agent\.(\d{1,9})\.log$/.exec(name)?.[1]))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** Null: it is full, or not ours to write. */
function tryOpen(file: string): { fd: number; size: number } | null {
  try {
    const opened = openOrThrow(file);
    if (opened.size < largestFileBytes) return opened;
    closeSync(opened.fd);
  } catch {
    // The next number tells what is wrong, if it is not this file alone.
  }
  return null;
}

function openOrThrow(file: string): { fd: number; size: number } {
  // A pipe of that name must not hold the start up until somebody reads it. Windows has no such flag.
  const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK = 0 } = constants;
  const fd = openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o600);
  const stats = fstatSync(fd);
  if (!stats.isFile()) {
    closeSync(fd);
    throw new Error(`${file} is no file`);
  }
  return { fd, size: stats.size };
}

function removeOld(directory: string): void {
  for (const number of readNumbers(directory).slice(0, -keptFiles)) {
    // Somebody may have it open, or made a folder of it: it is tried again with the next file.
    try {
      rmSync(join(directory, nameOf(number)), { force: true });
    } catch {}
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
