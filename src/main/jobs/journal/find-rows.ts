import type { JournalPages } from './journal-pages.ts';
import { type RawRecord, readRecords, type Value } from './read-records.ts';

/** Where a row stands, with what decides about it. */
export interface FoundJob {
  sequence: number;
  state: string;
  page: number;
  /** A newer state of it may be lost. */
  isDoubtful: boolean;
}

/** Between the journal's name and the time at which it was set aside. */
export const asideMark = '.unreadable-';

export interface Step {
  step: number;
  at: number;
  state: string;
  detail: string | null;
}

/** Both hold all of it: one may be damaged. */
export interface FoundDecisions {
  table: Map<number, string>;
  index: Map<number, string>;
}

/** What can still be read of a journal, by the number of the job. */
export interface FoundRows {
  jobs: Map<number, FoundJob>;
  /** The pages of the bytes. */
  bytes: Map<number, number>;
  steps: Map<number, Step[]>;
  idempotency: Value[][];
  decisions: FoundDecisions;
  /** The last sign of life: when, the newest job that it knew, whether it was the end. */
  life: [at: number, sequence: number, isEnd: number] | null;
  /** Journals set aside before, of which settled jobs below this number were still to be taken over. */
  rests: Map<string, number>;
  /** The highest number ever given; 0: none is known. */
  highest: number;
}

/**
 * Looks at every page that can be read, reachable or not: the way to it may be what is damaged. Each table's records are
 * known by their shape; the columns of `jobs` stand in the order in which the versions have added them.
 */
export function findRows(pages: JournalPages): FoundRows {
  const found: FoundRows = {
    ...{ jobs: new Map(), bytes: new Map(), steps: new Map(), idempotency: [] },
    ...{ decisions: { table: new Map(), index: new Map() }, life: null, rests: new Map(), highest: 0 },
  };
  const free = findFreePages(pages);
  for (let page = 1; page <= pages.count; page += 1) {
    if (free?.has(page)) continue;
    // Which pages are free is not known: one of them may hold what a job was long ago.
    const isDoubtful = free === null || pages.isStale(page);
    for (const record of readRecords(pages, page, pages.scan(page))) {
      try {
        take(found, record, page, isDoubtful);
      } catch {
        // This one cannot be read.
      }
    }
  }
  return found;
}

export function isJobRecord({ rowid, columnCount }: RawRecord): boolean {
  return rowid !== null && columnCount >= 16;
}

export function isBytesRecord(record: RawRecord): boolean {
  const { rowid, columnCount } = record;
  return rowid !== null && (columnCount === 2 || columnCount === 4) && record.column(0) === null && record.isBlob(1);
}

function isDecisionRecord(record: RawRecord): boolean {
  return record.rowid !== null && record.columnCount === 2 && record.column(0) === null && record.isText(1);
}

/** Of the index of decisions, or of the one of states: who takes it looks at the job. The number stands there twice. */
function isDecisionEntry(record: RawRecord): boolean {
  const { rowid, columnCount } = record;
  if (rowid !== null || columnCount !== 3 || !record.isText(0) || !isDecision(record.column(0))) return false;
  return typeof record.column(1) === 'number' && record.column(1) === record.column(2);
}

function isDecision(value: Value): value is string {
  return value === 'open' || value === 'drawer' || value === 'left' || value === 'reprinted';
}

function isLifeRecord(record: RawRecord): boolean {
  const isOneRow = record.rowid === 1 && record.columnCount === 4 && record.column(0) === null;
  return isOneRow && [1, 2, 3].every((index) => typeof record.column(index) === 'number');
}

function isRestRecord(record: RawRecord): boolean {
  if (record.rowid === null || record.columnCount !== 3 || record.column(0) !== null || !record.isText(1)) return false;
  return String(record.column(1)).includes(asideMark) && typeof record.column(2) === 'number';
}

function take(found: FoundRows, record: RawRecord, page: number, isDoubtful: boolean): void {
  const { rowid, columnCount } = record;
  const { table, index } = found.decisions;
  if (rowid !== null && isJobRecord(record)) {
    const state = record.column(3);
    // Nothing behind the document is asked for: that may go on in other pages.
    if (typeof state === 'string') takeJob(found, { sequence: rowid, state, page, isDoubtful });
  } else if (rowid !== null && isBytesRecord(record)) {
    found.bytes.set(rowid, page);
  } else if (rowid !== null && isDecisionRecord(record)) {
    const decision = record.column(1);
    if (isDecision(decision) && (!isDoubtful || !table.has(rowid))) table.set(rowid, decision);
  } else if (isDecisionEntry(record)) {
    const sequence = Number(record.column(1));
    if (!isDoubtful || !index.has(sequence)) index.set(sequence, String(record.column(0)));
  } else if (isLifeRecord(record) && (!isDoubtful || found.life === null)) {
    found.life = [Number(record.column(1)), Number(record.column(2)), Number(record.column(3))];
  } else if (isRestRecord(record)) {
    const aside = String(record.column(1));
    // Too much does no harm: what is there already stays as it is.
    found.rests.set(aside, Math.max(found.rests.get(aside) ?? 0, Number(record.column(2))));
  } else if (rowid !== null && columnCount === 2 && record.column(0) === 'jobs') {
    found.highest = Math.max(found.highest, Number(record.column(1)));
  } else if (rowid === null && columnCount === 5) {
    takeStep(found, record);
  } else if (rowid === null && columnCount === 4 && typeof record.column(2) === 'string') {
    found.idempotency.push([0, 1, 2, 3].map((index) => record.column(index)));
  }
}

/** The same job twice: the page that was left has kept an older state. Nobody can say for sure which one that is. */
function takeJob(found: FoundRows, job: FoundJob): void {
  const other = found.jobs.get(job.sequence);
  const isBetter = (one: FoundJob, than: FoundJob) =>
    one.isDoubtful === than.isDoubtful ? one.state !== 'queued' || than.state === 'queued' : !one.isDoubtful;
  if (other === undefined) found.jobs.set(job.sequence, job);
  else found.jobs.set(job.sequence, { ...(isBetter(job, other) ? job : other), isDoubtful: true });
}

function takeStep(found: FoundRows, record: RawRecord): void {
  const [sequence, step, at, state, detail] = [0, 1, 2, 3, 4].map((index) => record.column(index));
  if (typeof sequence !== 'number' || typeof step !== 'number' || typeof at !== 'number') return;
  if (typeof state !== 'string' || (typeof detail !== 'string' && detail !== null)) return;
  const steps = found.steps.get(sequence) ?? [];
  if (!steps.some((known) => known.step === step)) steps.push({ step, at, state, detail: detail ?? null });
  found.steps.set(sequence, steps);
}

export function lastStep(steps: readonly Step[] | undefined): Step | undefined {
  return steps?.reduce((last, step) => (step.step > last.step ? step : last));
}

/** Of the list of free pages; null: it cannot be read. https://sqlite.org/fileformat2.html#the_freelist */
function findFreePages(pages: JournalPages): Set<number> | null {
  const head = pages.read(1);
  if (head === null || head.toString('latin1', 0, 15) !== 'SQLite format 3') return null;
  const free = new Set<number>();
  const expected = head.readUInt32BE(36);
  for (let trunk = head.readUInt32BE(32); trunk !== 0; ) {
    const page = trunk <= pages.count && !free.has(trunk) ? pages.read(trunk) : null;
    const count = page?.readUInt32BE(4) ?? Number.POSITIVE_INFINITY;
    if (page === null || count > pages.pageSize / 4 - 2) return null;
    free.add(trunk);
    for (let index = 0; index < count; index += 1) free.add(page.readUInt32BE(8 + index * 4));
    trunk = page.readUInt32BE(0);
  }
  return free.size === expected ? free : null;
}
