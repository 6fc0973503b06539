import { checkJobs } from './check-jobs.ts';
import { checkLives } from './check-lives.ts';
import { checkPulses } from './check-pulses.ts';
import type { FuzzEvidence, FuzzViolation, Tolerated } from './fuzz-evidence.ts';

/** Every promise that an episode contradicts, and what it showed that is allowed. */
export function checkFuzz(evidence: FuzzEvidence): { violations: FuzzViolation[]; tolerated: Tolerated } {
  const jobs = checkJobs(evidence);
  const pulses = checkPulses(evidence);
  const { lateMute, lateBehindAnswer } = pulses;
  return {
    violations: [...jobs.violations, ...pulses.violations, ...checkLives(evidence)],
    tolerated: {
      sentThenLost: jobs.sentThenLost,
      sentUnheard: jobs.sentUnheard + pulses.sentUnheard,
      lateMute,
      lateBehindAnswer,
    },
  };
}
