import type { JobSummary } from '../../shared/bridge.ts';
import { jobStateKey } from '../../shared/words/job-state-key.ts';
import { useApp } from '../state/app-context.ts';
import { Icon } from './icon.tsx';
import { jobSource, jobTitle, jobTone, stateIcon } from './job-words.ts';

export function StateBadge({ job }: { job: JobSummary }) {
  const { t } = useApp();
  return (
    <span class={`badge badge-${jobTone[job.state]}`}>
      <Icon name={stateIcon[job.state]} />
      {t(jobStateKey(job))}
    </span>
  );
}

interface JobRowProps {
  job: JobSummary;
  now: number;
  onOpen(job: JobSummary): void;
  /** The journal shows days, the list of today ages. */
  dated?: boolean;
  tabIndex?: number;
  onFocus?: () => void;
}

/** One line of a list; the whole of it opens the job. */
export function JobRow({ job, now, onOpen, dated = false, tabIndex = 0, onFocus }: JobRowProps) {
  const { t, format } = useApp();
  const title = jobTitle(job, t);
  const detail = job.kind === 'drawer' ? jobSource(job, t) : (job.customer_name ?? jobSource(job, t));
  return (
    <button
      type="button"
      class="job-row"
      tabIndex={tabIndex}
      data-job={job.id}
      onFocus={onFocus}
      onClick={() => onOpen(job)}
    >
      <span class="job-title" title={title}>
        <bdi>{title}</bdi>
        {job.reprint_of === null ? null : <span class="duplicate">{t('job.copy')}</span>}
      </span>
      <span class="job-detail" dir="auto" title={detail}>
        {detail}
      </span>
      <StateBadge job={job} />
      <span class="job-amount">{job.amount === null ? '' : <bdi>{format.money(job.amount, job.currency)}</bdi>}</span>
      <time class="job-age" dateTime={job.created_at}>
        {dated ? format.dateTime(job.created_at) : format.age(job.created_at, now)}
      </time>
    </button>
  );
}
