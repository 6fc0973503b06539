import { useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { UndecidedJob } from '../parts/undecided-job.tsx';
import { useAllRounds } from '../parts/use-all-rounds.ts';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

interface ExpiredJobsProps {
  /** The newest ones. */
  jobs: readonly JobSummary[];
  /** All of them. */
  count: number;
  now: number;
  onOpen(id: string): void;
}

/** Papers that did not come out in time. Nothing brings them out but a person, who may also not want them any more. */
export function ExpiredJobs({ jobs, count, now, onOpen }: ExpiredJobsProps) {
  const { t, format } = useApp();
  if (jobs.length === 0) return null;
  const more = Math.max(0, count - jobs.length);
  return (
    <section class="card uncertain expired" aria-labelledby="expired">
      <h2 id="expired">
        <Icon name="attention" />
        {t('expired.title')}
      </h2>
      <p>{t('expired.explain')}</p>
      {jobs.length > 1 ? <AllExpired /> : null}
      <ul>
        {jobs.map((job) => (
          <ExpiredJob key={job.id} job={job} now={now} onOpen={onOpen} />
        ))}
      </ul>
      {more > 0 ? <p>{t('expired.more', { count: more, shown: format.number(more) })}</p> : null}
    </section>
  );
}

function AllExpired() {
  const { t } = useApp();
  const [isAsking, setAsking] = useState(false);
  const print = useAllRounds('retryExpired', 'expired.queued');
  const leave = useAllRounds('leaveExpired', 'expired.leftAll', () => setAsking(false));
  return (
    <>
      <div class="actions">
        <Button kind="primary" icon="play" busy={print.busy} onClick={print.run}>
          {t('expired.printAll')}
        </Button>
        <Button icon="close" onClick={() => setAsking(true)}>
          {t('expired.leaveAll')}
        </Button>
      </div>
      <ProblemNote problem={print.problem} />
      {isAsking ? (
        <ConfirmDialog
          title={t('expired.leaveTitle')}
          text={
            <>
              <p>{t('expired.leaveText')}</p>
              <ProblemNote problem={leave.problem} />
            </>
          }
          confirmLabel={t('expired.leaveAll')}
          busy={leave.busy}
          onConfirm={leave.run}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

function ExpiredJob({ job, now, onOpen }: { job: JobSummary; now: number; onOpen(id: string): void }) {
  const { bridge, t, format, say } = useApp();
  const title = jobTitle(job, t);
  const print = useAction(async () => {
    await bridge.call('retryJob', job.id);
    say(t('expired.queued', { count: 1, shown: format.number(1) }));
  });
  const leave = useAction(async () => {
    await bridge.call('leaveJob', job.id);
    say(t('expired.left', { job: title }));
  });
  return (
    <UndecidedJob
      job={job}
      now={now}
      onOpen={onOpen}
      problem={print.problem ?? leave.problem}
      customer={job.customer_name}
    >
      <Button
        icon="play"
        busy={print.busy}
        onClick={print.run}
        label={t('action.ofJob', { action: t('action.retryJob'), job: title })}
      >
        {t('action.retryJob')}
      </Button>
      <Button
        icon="close"
        busy={leave.busy}
        onClick={leave.run}
        label={t('action.ofJob', { action: t('action.leave'), job: title })}
      >
        {t('action.leave')}
      </Button>
    </UndecidedJob>
  );
}
