import type { JobSummary } from '../bridge.ts';
import type { JobState } from '../job.ts';

/** The key of a job's state in words. */
export function jobStateKey({ kind, state }: Pick<JobSummary, 'kind' | 'state'>): `jobState.${JobState | 'pulseSent'}` {
  // What the printer confirms is the pulse; nobody has seen the drawer.
  if (kind === 'drawer' && state === 'printed') return 'jobState.pulseSent';
  return `jobState.${state}`;
}
