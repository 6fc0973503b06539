import { describe } from './check-journal.ts';
import type { FullEvidence, JournalJob, Violation } from './evidence.ts';

/** The drawer must not open later than this after it was asked for. */
const drawerTtlMs = 10_000;
/** A doubtful job's bytes may wait in a blocked printer, which the agent cannot call back. */
const blockedMs = 3_000;
/** The agent's commit and the printer's pulse are stamped by two processes. */
const stampMs = 5;

interface Opening {
  job: JournalJob;
  from: number;
  until: number;
}

/**
 * Each pulse needs a job of its own that was being printed then; a job that expired can account for none. Each printed job
 * needs a pulse of its own. And no drawer waits over a restart: the customer has gone.
 *
 * The two needs are looked at one after the other: where each can be met, both can be met at once (Mendelsohn and Dulmage,
 * 1958). Together, a doubtful job that opened nothing could take a printed one's pulse.
 */
export function checkDrawer({ journal, kills, pulses }: FullEvidence): Violation[] {
  const drawers = journal.filter(({ kind }) => kind === 'drawer');
  const openings = drawers.flatMap(openingOf);
  const { unmatched } = matchPulses(pulses, openings);
  const { free: missing } = matchPulses(
    pulses,
    openings.filter(({ job }) => job.state === 'printed'),
  );
  const outlived = drawers.filter((job) => kills.some(({ at }) => outlives(job, at)));
  return [
    ...unmatched.map(
      (pulse) => ({ kind: 'pulse', detail: `the drawer opened at ${pulse} and no job accounts for it` }) as const,
    ),
    ...outlived.map((job) => ({ kind: 'pulse', detail: describe(job, 'went out after a restart') }) as const),
    ...missing.map(({ job }) => ({ kind: 'lost', detail: describe(job, 'printed, and no pulse') }) as const),
  ];
}

/** As many pairs as there can be: of the openings at a pulse's time, the one that ends first takes it. */
function matchPulses(pulses: readonly number[], openings: readonly Opening[]) {
  const free = openings.toSorted((a, b) => a.until - b.until);
  const unmatched: number[] = [];
  for (const pulse of pulses.toSorted((a, b) => a - b)) {
    const index = free.findIndex(({ from, until }) => from - stampMs <= pulse && pulse <= until + stampMs);
    if (index < 0) {
      unmatched.push(pulse);
    } else {
      free.splice(index, 1);
    }
  }
  return { free, unmatched };
}

function outlives({ createdAt, timeline }: JournalJob, killedAt: number): boolean {
  return createdAt < killedAt && timeline.some(({ at, state }) => state === 'printing' && at > killedAt);
}

/** When the job's pulse may come: a confirmed one before its confirmation, a doubtful one later, within its time. */
function openingOf(job: JournalJob): Opening[] {
  const from = job.timeline.findLast(({ state }) => state === 'printing')?.at;
  const settled = job.timeline.at(-1)?.at;
  if (from === undefined || settled === undefined) {
    return [];
  }
  switch (job.state) {
    case 'printed':
      return [{ job, from, until: Math.min(settled, job.createdAt + drawerTtlMs + blockedMs) }];
    case 'sent':
    case 'uncertain':
      return [{ job, from, until: job.createdAt + drawerTtlMs + blockedMs }];
    default:
      return [];
  }
}
