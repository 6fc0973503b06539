import { useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { UndecidedJob } from '../parts/undecided-job.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { ReprintDialog } from './reprint-dialog.tsx';

interface UncertainJobsProps {
  jobs: readonly JobSummary[];
  now: number;
  onOpen(id: string): void;
}

/** Tickets of which nobody knows whether they came out: only a person who looks at the paper can tell. */
export function UncertainJobs({ jobs, now, onOpen }: UncertainJobsProps) {
  const { t } = useApp();
  if (jobs.length === 0) return null;
  return (
    <section class="card uncertain" aria-labelledby="uncertain">
      <h2 id="uncertain">
        <Icon name="attention" />
        {t('uncertain.title')}
      </h2>
      <p>{t('uncertain.explain')}</p>
      <ul>
        {jobs.map((job) => (
          <UncertainJob key={job.id} job={job} now={now} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

function UncertainJob({ job, now, onOpen }: { job: JobSummary; now: number; onOpen(id: string): void }) {
  const { bridge, t, say } = useApp();
  const [isAsking, setAsking] = useState(false);
  const title = jobTitle(job, t);
  const confirm = useAction(async () => {
    await bridge.call('confirmJob', job.id);
    say(t('uncertain.confirmed', { job: title }));
  });
  return (
    <UndecidedJob
      job={job}
      now={now}
      onOpen={onOpen}
      problem={confirm.problem}
      dialog={isAsking ? <ReprintDialog job={job} onClose={() => setAsking(false)} /> : null}
    >
      <Button
        kind="primary"
        icon="check"
        busy={confirm.busy}
        onClick={confirm.run}
        label={t('action.ofJob', { action: t('action.confirm'), job: title })}
      >
        {t('action.confirm')}
      </Button>
      {job.kind === 'drawer' ? null : (
        <Button
          icon="renew"
          onClick={() => setAsking(true)}
          label={t('action.ofJob', { action: t('action.reprint'), job: title })}
        >
          {t('action.reprint')}
        </Button>
      )}
    </UndecidedJob>
  );
}
