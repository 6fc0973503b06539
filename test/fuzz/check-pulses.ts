import type { JournalJob } from '../chaos/evidence.ts';
import { wasUnheard } from './check-jobs.ts';
import type { FuzzEvidence, FuzzViolation, Tolerated } from './fuzz-evidence.ts';

/** A drawer opens within this of its request, or not at all. */
const drawerTtlMs = 10_000;
/** Its time stands still while the job before it moves, so long at most. */
const longestStandstillMs = 60_000;
/** A job that nothing has been heard or taken of for so long does not move any more. */
const moveMs = 2_000;
/** Agent and printer stamp by the same clock, each in its own process. */
const stampMs = 5;
/** Two processes and a timer. */
const slackMs = 300;
/** A printer that has answered within this may be given a pulse. */
const answerMs = 2_000;

export interface PulsesFound extends Omit<Tolerated, 'sentThenLost'> {
  violations: FuzzViolation[];
}

/** Each opening needs a job of its own that had left by then, and was not older than it may be. */
export function checkPulses(evidence: FuzzEvidence): PulsesFound {
  const { journal, ledger, isMute } = evidence;
  const drawers = journal.filter((job) => job.mark === null);
  const found: PulsesFound = { violations: [], sentUnheard: 0, lateMute: 0, lateBehindAnswer: 0 };
  const { pairs, without, unused } = matchPulses(ledger.pulses, drawers);
  for (const at of without) {
    found.violations.push({ kind: 'drawer without a job', jobId: null, detail: `opened at ${at}` });
  }
  for (const { at, job } of pairs) {
    const isProven = ledger.fences.some((fence) => fence.at >= at && fence.at <= settledAt(job) + stampMs);
    if (job.state === 'printed' && !isProven) {
      const detail = 'drawer: printed, and the printer had answered no question behind its pulse';
      found.violations.push({ kind: 'printed without proof', jobId: job.id, detail });
    }
    const lateMs = at - job.createdAt - drawerTtlMs - standstillOf(job, evidence);
    if (lateMs <= slackMs) continue;
    if (isMute) found.lateMute += 1;
    else if (hadAnswered(job, evidence)) found.lateBehindAnswer += 1;
    else {
      const detail = `the drawer opened ${at - job.createdAt} ms after it was asked for, ${lateMs} ms too late`;
      found.violations.push({ kind: 'late drawer', jobId: job.id, detail });
    }
  }
  for (const job of unused) {
    if (job.state === 'printed') {
      found.violations.push({ kind: 'printed without paper', jobId: job.id, detail: 'drawer: printed, never opened' });
    }
  }
  // What was read and not acted on went with the printer's power, as the last that were read.
  const lostInside = ledger.takenPulses.length - ledger.pulses.length;
  const sent = unused.filter(({ state }) => state === 'sent');
  for (const job of sent.slice(0, Math.max(0, sent.length - lostInside))) {
    if (wasUnheard(job, evidence)) {
      found.sentUnheard += 1;
      continue;
    }
    found.violations.push({ kind: 'lost', jobId: job.id, detail: 'drawer: sent, and the printer has not read it' });
  }
  return found;
}

/** In the order in which they left: the printer acts in that order, too. */
function matchPulses(pulses: readonly number[], drawers: readonly JournalJob[]) {
  const left = drawers
    .filter(({ state }) => state === 'printed' || state === 'sent' || state === 'uncertain')
    .toSorted((a, b) => leftAt(a) - leftAt(b));
  const pairs: { at: number; job: JournalJob }[] = [];
  const without: number[] = [];
  for (const at of pulses.toSorted((a, b) => a - b)) {
    // One whose time this is goes before one that is long over: a doubtful job may never have opened anything.
    const index = bestOf(left, at);
    const [job] = index < 0 ? [] : left.splice(index, 1);
    if (job === undefined) without.push(at);
    else pairs.push({ at, job });
  }
  return { pairs, without, unused: left };
}

function bestOf(left: readonly JournalJob[], at: number): number {
  const hasLeft = (job: JournalJob) => leftAt(job) <= at + slackMs;
  const confirmed = left.findIndex((job) => hasLeft(job) && job.state === 'printed' && at <= settledAt(job) + slackMs);
  if (confirmed >= 0) return confirmed;
  const open = (job: JournalJob) => hasLeft(job) && job.state !== 'printed';
  const inTime = left.findIndex((job) => open(job) && at <= job.createdAt + drawerTtlMs);
  return inTime >= 0 ? inTime : left.findIndex(open);
}

const leftAt = ({ timeline }: JournalJob) =>
  timeline.findLast(({ state }) => state === 'printing')?.at ?? Number.POSITIVE_INFINITY;
const settledAt = ({ timeline }: JournalJob) => timeline.at(-1)?.at ?? 0;

/** How long another job was being printed, and moved, while this one waited. */
function standstillOf(job: JournalJob, { journal, ledger }: FuzzEvidence): number {
  const until = leftAt(job);
  const busy = journal
    .filter(({ id }) => id !== job.id)
    .map((other) => ({ from: Math.max(leftAt(other), job.createdAt), to: Math.min(settledAt(other), until) }))
    .filter(({ from, to }) => from < to);
  const moves = [...ledger.moves, ...ledger.answers];
  const movedMs = busy.map(({ from, to }) => movedWithin(moves, from, to));
  return Math.min(
    longestStandstillMs,
    movedMs.reduce((sum, ms) => sum + ms, 0),
  );
}

function movedWithin(moves: readonly number[], from: number, to: number): number {
  const stepMs = 100;
  let ms = 0;
  for (let at = from; at < to; at += stepMs) {
    if (moves.some((moved) => moved <= at + stepMs && moved > at - moveMs)) ms += Math.min(stepMs, to - at);
  }
  return ms;
}

function hadAnswered(job: JournalJob, { ledger }: FuzzEvidence): boolean {
  const at = leftAt(job);
  return ledger.answers.some((answered) => answered <= at && answered >= at - answerMs);
}
