import type { Statements } from './journal-sql.ts';

/** From here on a step of the wall clock is one of the clock, not of time. */
export const plausibleStepMs = 7 * 24 * 3600 * 1000;

/** Jobs looked at: enough for hours' accuracy in a full journal, and a few milliseconds of work. */
const largestSampleCount = 1_000;

/** As `JobReader.sequenceOfAge`: from the newest job back, at most so many steps. */
export function findSequenceOfAge(
  statements: Pick<Statements, 'newest' | 'oldest' | 'arrivedUpTo'>,
  ageMs: number,
  now: number,
): number {
  const newest = statements.newest.get() as { sequence: number } | undefined;
  const oldest = statements.oldest.get() as { sequence: number } | undefined;
  if (newest === undefined || oldest === undefined) return 0;
  const stride = Math.ceil((newest.sequence - oldest.sequence + 1) / largestSampleCount);
  let age = 0;
  let later = now;
  for (let at = newest.sequence; at >= oldest.sequence; ) {
    const row = statements.arrivedUpTo.get(at) as { sequence: number; created_at: number };
    const step = later - row.created_at;
    if (step >= 0 && step < plausibleStepMs) age += step;
    if (age > ageMs) return row.sequence;
    later = row.created_at;
    at = row.sequence - stride;
  }
  return 0;
}
