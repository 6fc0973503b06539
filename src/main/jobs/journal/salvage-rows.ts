import type { JobDocument } from '../../documents/document.ts';
import { isRecord } from '../../documents/fields.ts';
import { type FoundJob, type FoundRows, findRows, isBytesRecord, isJobRecord, lastStep } from './find-rows.ts';
import type { JournalPages } from './journal-pages.ts';
import { jobAmount, toDerivedValues } from './journal-rows.ts';
import { type JournalDatabase, type JournalStatement, journalVersion1To2, lifeSchema } from './journal-sql.ts';
import { type RawRecord, readRecords, type Value } from './read-records.ts';
import { createDecisionFinder } from './salvage-decisions.ts';

/** What became of a damaged journal. */
export interface Salvage {
  saved: number;
  /** Of those: what waited, and may be on paper already. */
  doubtful: number;
  /** They had a number, and nothing else of them can be read, */
  lost: number;
  /** of which so many were not known to be over. */
  lostOpen: number;
}

export interface TakenOver {
  /** `known`: it was there already. */
  outcome: 'saved' | 'doubtful' | 'lost' | 'known';
  /** In the new journal. */
  state: string;
  decision: string | null;
}

export interface SalvagedRows {
  salvage: Salvage;
  found: FoundRows;
  /** The settled jobs below this number are not taken over yet; null: there are none. */
  below: number | null;
}

/** Nobody has anything left to do or to decide. */
const over = new Set(['printed', 'sent', 'drawn', 'cancelled', 'reprinted']);
/** Of those that are over, the newest are taken over at once. */
const atOnce = 1_000;

const maybePrinted = {
  code: 'JOURNAL_DAMAGED',
  message:
    'Le journal a été abîmé pendant que ce ticket attendait : regardez s’il est sorti, puis confirmez ou réimprimez.',
};
const drawerOver = {
  code: 'DRAWER_EXPIRED',
  message: 'Le journal a été abîmé : cette ouverture du tiroir est abandonnée.',
};

/**
 * Takes over into an empty journal what can be read of a damaged one, inside the caller's transaction: first what is not over
 * or waits for a person, then the newest. What waited is `uncertain` where a newer state of it may be lost: it must not come out
 * twice.
 */
export function salvageRows(pages: JournalPages, target: JournalDatabase, now: number): SalvagedRows {
  const found = findRows(pages);
  const copy = createCopier(pages, target, found, now);
  const newestFirst = [...found.jobs.values()].sort((a, b) => b.sequence - a.sequence);
  const first = newestFirst.filter(({ state }) => !over.has(state));
  const settled = settledJobs(found);
  const salvage: Salvage = { saved: settled.length, doubtful: 0, lost: 0, lostOpen: 0 };
  const unreadable = new Set<number>();
  for (const job of [...first, ...settled.slice(0, atOnce)]) {
    const { outcome } = copy(job);
    if (outcome === 'lost') unreadable.add(job.sequence);
    if (outcome === 'doubtful') salvage.doubtful += 1;
    if (!over.has(job.state) && outcome !== 'lost') salvage.saved += 1;
    if (over.has(job.state) && outcome === 'lost') salvage.saved -= 1;
  }
  countLost(found, unreadable, salvage);
  saveIdempotency(target, found.idempotency);
  saveLife(target, found.life);
  keepNumbers(target, Math.max(found.highest, highestOf(found)));
  return { salvage, found, below: settled.length > atOnce ? (settled[atOnce - 1]?.sequence ?? null) : null };
}

/** What nobody has to do anything about, the newest first. */
export function settledJobs({ jobs }: FoundRows): FoundJob[] {
  return [...jobs.values()].filter(({ state }) => over.has(state)).sort((a, b) => b.sequence - a.sequence);
}

function highestOf({ jobs, steps }: FoundRows): number {
  let highest = 0;
  for (const sequence of jobs.keys()) highest = Math.max(highest, sequence);
  for (const sequence of steps.keys()) highest = Math.max(highest, sequence);
  return highest;
}

/** Numbers are given without gaps, and the oldest jobs go first: what is missing between was there. */
function countLost(found: FoundRows, unreadable: ReadonlySet<number>, salvage: Salvage): void {
  const { jobs, steps } = found;
  const last = Math.max(found.highest, highestOf(found));
  let first = last + 1;
  for (const sequence of [...jobs.keys(), ...steps.keys()]) first = Math.min(first, sequence);
  for (let sequence = first; sequence <= last; sequence += 1) {
    if (jobs.has(sequence) && !unreadable.has(sequence)) continue;
    salvage.lost += 1;
    if (!over.has(lastStep(steps.get(sequence))?.state ?? '')) salvage.lostOpen += 1;
  }
}

/** Copies one job, inside the caller's transaction. One that is there already stays as it is. */
export function createCopier(pages: JournalPages, target: JournalDatabase, found: FoundRows, now: number) {
  const names = (target.prepare("SELECT name FROM pragma_table_info('jobs')").all() as { name: string }[]).map(
    ({ name }) => name,
  );
  const inserts = new Map<number, JournalStatement>();
  const insertJob = (values: readonly Value[]): boolean => {
    const columns = names.slice(0, values.length);
    const sql = `INSERT OR IGNORE INTO jobs (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    const insert = inserts.get(values.length) ?? target.prepare(sql);
    inserts.set(values.length, insert);
    return Number(insert.run(...values).changes) > 0;
  };
  const insertBytes = target.prepare(
    'INSERT OR IGNORE INTO job_bytes (sequence, deflated, columns, dots) VALUES (?, ?, ?, ?)',
  );
  const insertStep = target.prepare(
    'INSERT OR IGNORE INTO timeline (sequence, step, at, state, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const derive = target.prepare(journalVersion1To2.write);
  const insertDecision = target.prepare('INSERT OR IGNORE INTO decisions (sequence, decision) VALUES (?, ?)');
  const decisionOf = createDecisionFinder(found);
  const setFate = target.prepare('UPDATE jobs SET state = ?, error_code = ?, error_message = ? WHERE sequence = ?');
  const jobsOn = rememberLast((page: number) => readRecords(pages, page));
  const bytesOn = rememberLast((page: number) => readRecords(pages, page));

  const copyBytes = (sequence: number) => {
    const page = found.bytes.get(sequence);
    const record =
      page === undefined ? undefined : bytesOn(page).find((one) => one.rowid === sequence && isBytesRecord(one));
    if (record === undefined) return;
    const deflated = tryRead(() => record.column(1));
    if (deflated instanceof Uint8Array) insertBytes.run(sequence, deflated, record.column(2), record.column(3));
  };

  const copySteps = ({ sequence, state }: FoundJob, updatedAt: number, fate: string) => {
    const steps = [...(found.steps.get(sequence) ?? [{ step: 1, at: updatedAt, state, detail: null }])];
    if (fate !== state) steps.push({ step: (lastStep(steps)?.step ?? 0) + 1, at: now, state: fate, detail: null });
    for (const { step, at, state: then, detail } of steps) insertStep.run(sequence, step, at, then, detail);
  };

  return (job: FoundJob): TakenOver => {
    const { sequence, state, page } = job;
    const record = jobsOn(page).find((one) => one.rowid === sequence && isJobRecord(one));
    const row = record === undefined ? null : tryRead(() => readRow(record, names.length));
    if (row === null) return { outcome: 'lost', state, decision: null };
    if (!insertJob([sequence, ...row.values.slice(1)])) return { outcome: 'known', state, decision: null };
    if (row.values.length < 21) derive.run(...toDerivedValues(row.document, jobAmount(row.document)), sequence);
    const isDoubtful =
      state === 'queued' && (job.isDoubtful || lastStep(found.steps.get(sequence))?.state !== 'queued');
    const isDrawer = row.document.kind === 'drawer';
    const fate = isDoubtful ? (isDrawer ? 'expired' : 'uncertain') : state;
    const { code, message } = isDrawer ? drawerOver : maybePrinted;
    if (isDoubtful) setFate.run(fate, code, message, sequence);
    copySteps(job, Number(row.values[9]), fate);
    copyBytes(sequence);
    const decision = decisionOf(job, fate, isDrawer);
    if (decision !== null) insertDecision.run(sequence, decision);
    return { outcome: isDoubtful && !isDrawer ? 'doubtful' : 'saved', state: fate, decision };
  };
}

/** @throws where a value is none that the journal writes */
function readRow(record: RawRecord, knownColumns: number): { values: Value[]; document: JobDocument } {
  const values = Array.from({ length: Math.min(record.columnCount, knownColumns) }, (_, index) => record.column(index));
  const [, id, kind, , lane, priority, , text] = values;
  const times = values.slice(8, 12);
  const document: unknown = JSON.parse(String(text));
  const isWhole =
    typeof id === 'string' &&
    id !== '' &&
    isRecord(document) &&
    document.kind === kind &&
    [lane, priority, ...times].every((value) => typeof value === 'number');
  if (!isWhole) throw new Error('not a job');
  return { values, document: document as unknown as JobDocument };
}

function saveIdempotency(target: JournalDatabase, rows: readonly Value[][]): void {
  const insert = target.prepare(
    'INSERT OR IGNORE INTO idempotency (key, fingerprint, job_id, created_at) VALUES (?, ?, ?, ?)',
  );
  for (const row of rows) tryRead(() => insert.run(...row));
}

function saveLife(target: JournalDatabase, life: FoundRows['life']): void {
  if (life === null) return;
  target.exec(lifeSchema);
  target.prepare('INSERT INTO life (id, at, sequence, is_end) VALUES (1, ?, ?, ?)').run(...life);
}

/** No number is given a second time. */
function keepNumbers(target: JournalDatabase, highest: number): void {
  target.prepare("DELETE FROM sqlite_sequence WHERE name = 'jobs'").run();
  target.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('jobs', ?)").run(highest);
}

function rememberLast<T>(read: (page: number) => T): (page: number) => T {
  let last: { page: number; value: T } | null = null;
  return (page) => {
    last = last?.page === page ? last : { page, value: read(page) };
    return last.value;
  };
}

function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
