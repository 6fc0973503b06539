import type { JobSummary } from '../bridge.ts';
import type { JobState } from '../job.ts';

/** The key of a job's state in words. */
export function jobStateKey({
  kind,
  state,
}: Pick<JobSummary, 'kind' | 'state'>): `jobState.${JobState | 'pulseSent' | 'notOpened'}` {
  // Nobody has seen the drawer. Earlier versions had the pulse confirmed.
  if (kind === 'drawer' && (state === 'sent' || state === 'printed')) return 'jobState.pulseSent';
  if (kind === 'drawer' && state === 'expired') return 'jobState.notOpened';
  return `jobState.${state}`;
}
