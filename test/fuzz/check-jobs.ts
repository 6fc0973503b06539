import { isWhole } from '../chaos/check-papers.ts';
import type { JournalJob } from '../chaos/evidence.ts';
import type { Call, FuzzEvidence, FuzzViolation, FuzzViolationKind, Tolerated } from './fuzz-evidence.ts';
import type { Receipt } from './ledger.ts';
import { ownMs } from './own-time.ts';

/** Agent and printer stamp by the same clock, each in its own process. */
const stampMs = 5;
/** The ERP's. */
const patienceMs = 9_900;
/** What the API may answer when it takes no job: the queue is full, or the disk. */
const allowedRefusals = /^503 /;

/** A link that ends within this after the job left, or as it was called `sent`, has not taken it. */
const momentMs = 400;
const atOnceMs = 100;

export interface JobsFound extends Pick<Tolerated, 'sentThenLost' | 'sentUnheard'> {
  violations: FuzzViolation[];
}

/** What became of every accepted ticket and deposit, in the journal and on paper. */
export function checkJobs(evidence: FuzzEvidence): JobsFound {
  const { calls, journal, ledger } = evidence;
  const jobs = new Map(journal.map((job) => [job.id, job]));
  const violations: FuzzViolation[] = [
    ...calls.flatMap((call) => checkCall(call, evidence)),
    ...checkDoubled(evidence),
  ];
  let [sentThenLost, sentUnheard] = [0, 0];
  for (const call of calls) {
    if (call.answer.outcome !== 'accepted') continue;
    const { jobId } = call.answer;
    const add = (kind: FuzzViolationKind, what: string) =>
      violations.push({ kind, jobId, detail: `${call.mark ?? call.kind}: ${what}` });
    const job = jobs.get(jobId);
    if (job === undefined) {
      add('lost', 'accepted, and not in the journal');
      continue;
    }
    if (job.state === 'queued' || job.state === 'printing') add('stuck', `still ${job.state} at the end`);
    const isOwn = evidence.ends !== null && call.at < evidence.recoveredAt;
    // A drawer's pulse goes alone, so that nothing confirms it; and no printer that was not heard gets one.
    const end = call.mark === null && evidence.ends === 'printed' ? 'sent' : evidence.ends;
    const mustEnd = call.mark !== null || evidence.ends === 'printed';
    if (isOwn && mustEnd && job.state !== end) {
      add('honest printer not believed', `${job.state} on a printer whose tickets end ${evidence.ends}`);
    }
    if (call.mark === null) continue;
    if (job.state === 'failed' || job.state === 'expired' || job.state === 'cancelled') add('dropped', job.state);
    if (job.state === 'printed') checkPrinted(evidence, call, job, add);
    if (job.state === 'sent' && !isOn(ledger.paper, call.mark)) {
      if (isOn(ledger.taken, call.mark)) sentThenLost += 1;
      else if (wasUnheard(job, evidence)) sentUnheard += 1;
      else add('lost', 'sent, and the printer has not read it');
    }
  }
  return { violations, sentThenLost, sentUnheard };
}

/**
 * Whether nobody could have known that this `sent` job would never be read: the printer had never answered anything, and
 * its link was still open a moment later.
 */
export function wasUnheard({ timeline }: JournalJob, { ledger }: FuzzEvidence): boolean {
  const from = timeline.findLast(({ state }) => state === 'printing')?.at ?? 0;
  const to = Math.max(from + momentMs, (timeline.findLast(({ state }) => state === 'sent')?.at ?? 0) + atOnceMs);
  return !ledger.answers.some((at) => at <= from) && !ledger.closures.some((at) => at >= from && at <= to);
}

function checkCall(call: Call, { lives }: FuzzEvidence): FuzzViolation[] {
  const { kind, mark, answer, tookMs } = call;
  if (answer.outcome === 'accepted') return [];
  // On a machine that let it starve the agent had less time than the caller.
  if (answer.outcome === 'unknown' && tookMs >= patienceMs && ownMs(call, lives) < patienceMs) return [];
  if (answer.outcome === 'rejected' && allowedRefusals.test(answer.detail)) return [];
  const detail = `${mark ?? kind}: ${answer.outcome === 'rejected' ? answer.detail : answer.outcome}`;
  return [{ kind: 'call refused', jobId: null, detail }];
}

function checkDoubled({ ledger, journal }: FuzzEvidence): FuzzViolation[] {
  const originals = ledger.paper.filter(({ lines }) => !lines.some((line) => line.includes('DUPLICATA')));
  const marks = originals.flatMap(({ mark }) => (mark === null ? [] : [mark]));
  const doubled = new Set(marks.filter((mark, index) => marks.indexOf(mark) !== index));
  return [...doubled].map((mark) => ({
    kind: 'doubled',
    jobId: journal.find((job) => job.mark === mark)?.id ?? null,
    detail: `${mark}: ${marks.filter((other) => other === mark).length} times on paper`,
  }));
}

function checkPrinted(
  { ledger }: FuzzEvidence,
  { mark, shows }: Call,
  { timeline }: JournalJob,
  add: (kind: FuzzViolationKind, what: string) => void,
): void {
  const at = timeline.find(({ state }) => state === 'printed')?.at ?? 0;
  const receipt = ledger.paper.find((one) => one.mark === mark && one.completeAt !== null && isWhole(one, shows));
  if (receipt?.completeAt == null) {
    add('printed without paper', 'printed, and never whole on paper');
  } else if (receipt.completeAt > at + stampMs) {
    add('printed without paper', `printed ${receipt.completeAt - at} ms before it was whole on paper`);
  } else if (!ledger.fences.some((fence) => fence.mark === mark && fence.at <= at + stampMs)) {
    add('printed without proof', 'printed, and the printer had answered no question behind its last byte');
  }
}

function isOn(receipts: readonly Receipt[], mark: string): boolean {
  return receipts.some((one) => one.mark === mark && one.completeAt !== null);
}
