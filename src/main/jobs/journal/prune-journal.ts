import type { JobState } from '../../../shared/job.ts';
import type { PruneRule } from '../job-store.ts';
import type { Statements } from './journal-sql.ts';

/** Settled jobs deleted by one call: keeps each transaction in the low milliseconds. */
const chunk = 500;

/** What the agent itself still has to do. */
const unfinished: ReadonlySet<string> = new Set<JobState>(['queued', 'printing']);
/** What a person still has to decide about, however old it is; what has expired says so itself. */
const undecided: ReadonlySet<string> = new Set(['uncertain', 'failed']);

interface Prunable {
  sequence: number;
  state: JobState;
  decision: string | null;
}

/**
 * The next jobs that the rule lets go, the oldest first, `chunk` at most. By states, each with an index walk: what is never
 * deleted must not hide what is.
 */
export function findPrunable(
  statements: Pick<Statements, 'oldestOfState'>,
  counts: ReadonlyMap<JobState, number>,
  rule: PruneRule,
): Prunable[] {
  const settled = [...counts].filter(([state, count]) => count > 0 && !unfinished.has(state));
  const oldest = (count: number, { upTo, isOpenToo }: { upTo: number; isOpenToo: boolean }): Prunable[] => {
    const ofStates = settled.flatMap(([state]) => {
      const limit = undecided.has(state) && !isOpenToo ? 0 : upTo;
      return statements.oldestOfState.all(state, limit, isOpenToo ? 1 : 0, count) as unknown as Prunable[];
    });
    return ofStates.sort((a, b) => a.sequence - b.sequence).slice(0, count);
  };

  const old = oldest(chunk, { upTo: rule.upTo, isOpenToo: false });
  if (old.length > 0) return old;
  const excess = settled.reduce((sum, [, count]) => sum + count, 0) - rule.maxJobs;
  if (excess <= 0) return [];
  const most = Math.min(excess, chunk);
  const decided = oldest(most, { upTo: Number.MAX_SAFE_INTEGER, isOpenToo: false });
  return decided.length > 0 ? decided : oldest(most, { upTo: Number.MAX_SAFE_INTEGER, isOpenToo: true });
}
