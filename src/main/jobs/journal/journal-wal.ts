import { readFileSync, statSync } from 'node:fs';

/** What a write-ahead log holds, damaged frames walked around. Format: https://sqlite.org/fileformat2.html#walformat */
export interface WalContent {
  /** Whether something is lost in it that SQLite would pass over in silence: no torn end, as any power cut leaves one. */
  readonly isDamaged: boolean;
  /** Of the database after the last commit; 0: it does not say. */
  readonly pageCount: number;
  read(page: number): Buffer | null;
  isStale(page: number): boolean;
}

const headerBytes = 32;
const frameHeaderBytes = 24;
const magic = 0x377f0682;

interface Frame {
  page: number;
  /** 0: no commit. */
  pagesAfterCommit: number;
  /** It belongs to this round of the log. */
  isOurs: boolean;
  isGood: boolean;
}

const nothing: WalContent = { isDamaged: false, pageCount: 0, read: () => null, isStale: () => false };
/** Nobody can say what was in it. */
const ruined: WalContent = { ...nothing, isDamaged: true, isStale: () => true };

/** The write-ahead log as it is; null: there is none, or nothing in it, or it is no file. */
export function readLog(file: string): Buffer | null {
  const log = `${file}-wal`;
  const stats = statSync(log, { throwIfNoEntry: false });
  return stats?.isFile() && stats.size > 0 ? readFileSync(log) : null;
}

/**
 * Each frame's checksum continues that of the frame before. SQLite stops at the first that does not fit; here each is checked
 * against what the one before says of itself, so that one bad frame costs itself alone.
 */
export function readWal(log: Buffer | null, pageSize: number): WalContent {
  if (log === null || log.length === 0) return nothing;
  const frameBytes = frameHeaderBytes + pageSize;
  const count = Math.floor((log.length - headerBytes) / frameBytes);
  const head = readHead(log, pageSize);
  if (count < 1) return head.isGood ? nothing : ruined;
  const frames = readFrames(log, pageSize, count, head);
  if (!head.isGood && !frames.some(({ isGood }) => isGood)) return ruined;
  const firstBad = frames.findIndex(({ isOurs, isGood }) => !isOurs || !isGood);
  const isDamaged = !head.isGood || (firstBad >= 0 && isMoreThanTornEnd(frames, firstBad));
  const lastCommit = frames.findLastIndex(
    (frame, at) =>
      frame.isOurs && frame.isGood && frame.pagesAfterCommit > 0 && (isDamaged || firstBad < 0 || at < firstBad),
  );

  const places = new Map<number, number>();
  const stale = new Set<number>();
  let isAnyPageStale = false;
  for (const [index, { page, isOurs, isGood }] of frames.slice(0, lastCommit + 1).entries()) {
    if (isOurs && isGood) {
      places.set(page, headerBytes + index * frameBytes + frameHeaderBytes);
      stale.delete(page);
    } else if (isOurs) {
      stale.add(page);
    } else {
      // Its head is damaged, too: which page it was, nobody knows.
      isAnyPageStale = true;
    }
  }
  return {
    isDamaged,
    pageCount: frames[lastCommit]?.pagesAfterCommit ?? 0,
    read: (page) => {
      const at = places.get(page);
      return at === undefined ? null : log.subarray(at, at + pageSize);
    },
    isStale: (page) => isAnyPageStale || stale.has(page),
  };
}

/** A transaction that was written behind a bad frame had waited for that one to be on the disk. */
function isMoreThanTornEnd(frames: readonly Frame[], firstBad: number): boolean {
  const commit = frames.findIndex((frame, at) => at >= firstBad && frame.isOurs && frame.pagesAfterCommit > 0);
  return commit >= 0 && frames.some(({ isOurs }, at) => at > commit && isOurs);
}

interface Head {
  isGood: boolean;
  isBigEndian: boolean;
  /** Of this round of the log. */
  salts: string;
  sums: Sums;
}

type Sums = [number, number];

function readHead(log: Buffer, pageSize: number): Head {
  const isNamed = log.length >= headerBytes && (log.readUInt32BE(0) & 0xfffffffe) >>> 0 === magic;
  const isBigEndian = isNamed && (log.readUInt32BE(0) & 1) === 1;
  const said: Sums = isNamed ? [log.readUInt32BE(24), log.readUInt32BE(28)] : [0, 0];
  const isGood =
    isNamed && log.readUInt32BE(8) === pageSize && equal(sumUp(log, [[0, 24]], { sums: [0, 0], isBigEndian }), said);
  // Without it the second frame tells the round: damage at the head seldom ends with the first.
  const at = isGood ? 16 : headerBytes + frameHeaderBytes + pageSize + 8;
  return { isGood, isBigEndian, salts: log.toString('latin1', at, at + 8), sums: said };
}

function readFrames(log: Buffer, pageSize: number, count: number, head: Head): Frame[] {
  const frames: Frame[] = [];
  let { sums } = head;
  for (let index = 0; index < count; index += 1) {
    const at = headerBytes + index * (frameHeaderBytes + pageSize);
    const body = at + frameHeaderBytes;
    const page = log.readUInt32BE(at);
    const isOurs = log.toString('latin1', at + 8, at + 16) === head.salts;
    const said: Sums = [log.readUInt32BE(at + 16), log.readUInt32BE(at + 20)];
    const parts: Part[] = [
      [at, at + 8],
      [body, body + pageSize],
    ];
    const isGood = isOurs && page > 0 && equal(sumUp(log, parts, { ...head, sums }), said);
    frames.push({ page, pagesAfterCommit: log.readUInt32BE(at + 4), isOurs, isGood });
    sums = said;
  }
  return frames;
}

type Part = [from: number, to: number];

function sumUp(log: Buffer, parts: readonly Part[], { sums, isBigEndian }: Pick<Head, 'sums' | 'isBigEndian'>): Sums {
  const view = new DataView(log.buffer, log.byteOffset, log.byteLength);
  let [a, b] = sums;
  for (const [from, to] of parts) {
    for (let place = from; place < to; place += 8) {
      a = (a + view.getUint32(place, !isBigEndian) + b) | 0;
      b = (b + view.getUint32(place + 4, !isBigEndian) + a) | 0;
    }
  }
  return [a >>> 0, b >>> 0];
}

function equal([a, b]: Sums, [c, d]: Sums): boolean {
  return a === c && b === d;
}
