import type { JobSummary } from '../../shared/bridge.ts';
import type { JobState } from '../../shared/job.ts';
import type { Translate } from '../../shared/words/translate.ts';
import type { IconName } from './icon.tsx';

/** `Ticket n° 4711`, `Ouverture du tiroir`. */
export function jobTitle(job: JobSummary, t: Translate): string {
  return job.kind === 'ticket' && job.order_id !== null
    ? t('job.ticketOfOrder', { order: String(job.order_id) })
    : t(`job.${job.kind}`);
}

/** Who asked: the ERP's address, this window, or nobody knows. */
export function jobSource(job: JobSummary, t: Translate): string {
  return job.source === 'erp' && job.source_address !== null
    ? t('job.sourceErpAt', { address: job.source_address })
    : t(`job.source.${job.source}`);
}

export type JobTone = 'ready' | 'busy' | 'attention' | 'stopped' | 'quiet';

export const jobTone: Readonly<Record<JobState, JobTone>> = {
  queued: 'quiet',
  printing: 'busy',
  printed: 'ready',
  sent: 'ready',
  drawn: 'attention',
  uncertain: 'attention',
  failed: 'stopped',
  cancelled: 'quiet',
  expired: 'stopped',
  reprinted: 'quiet',
};

export const stateIcon: Readonly<Record<JobState, IconName>> = {
  queued: 'waiting',
  printing: 'busy',
  printed: 'check',
  sent: 'check',
  drawn: 'eye',
  uncertain: 'attention',
  failed: 'stopped',
  cancelled: 'close',
  expired: 'waiting',
  reprinted: 'renew',
};
