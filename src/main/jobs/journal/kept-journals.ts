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

/**
 * Removes the kept journals of older versions, and damaged ones that were set aside, of before this moment: what is in them must
 * not be kept for longer than the journal itself.
 *
 * @param before milliseconds since the epoch
 */
export function dropOldCopies(file: string, before: number): void {
  const start = basename(file, '.db');
  for (const entry of readdirSync(dirname(file), { withFileTypes: true })) {
    const isKept = /^\.(?:v\d+\.db|db\.unreadable-.*)$/.test(entry.name.slice(start.length));
    if (!entry.isFile() || !entry.name.startsWith(start) || !isKept) continue;
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
export function keepOld(file: string, version: number, onNotKept: ((error: unknown) => void) | undefined): void {
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
    onNotKept?.(error);
  }
}
