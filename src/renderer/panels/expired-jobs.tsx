import { useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import { allRounds } from '../parts/all-rounds.ts';
import { Button } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
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
  const { bridge, t, format, say } = useApp();
  const [isAsking, setAsking] = useState(false);
  const print = useAction(async () => {
    const done = await allRounds(() => bridge.call('retryExpired', undefined));
    say(t('expired.queued', { count: done, shown: format.number(done) }));
  });
  const leave = useAction(async () => {
    const done = await allRounds(() => bridge.call('leaveExpired', undefined));
    say(t('expired.leftAll', { count: done, shown: format.number(done) }));
    setAsking(false);
  });
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
    <li class="uncertain-job">
      <p class="uncertain-words">
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {job.customer_name === null ? null : <bdi>{job.customer_name}</bdi>}
        {job.amount === null ? null : <bdi>{format.money(job.amount, job.currency)}</bdi>}
        <time dateTime={job.created_at}>{format.age(job.created_at, now)}</time>
      </p>
      <div class="actions">
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
        <Button
          kind="quiet"
          icon="eye"
          onClick={() => onOpen(job.id)}
          label={t('action.ofJob', { action: t('action.look'), job: title })}
        >
          {t('action.look')}
        </Button>
      </div>
      <ProblemNote problem={print.problem ?? leave.problem} />
    </li>
  );
}
