import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { JobRow } from '../parts/job-row.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAllRounds } from '../parts/use-all-rounds.ts';
import { useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';

interface DrawnJobsProps {
  count: number;
  now: number;
  onOpen(id: string): void;
}

/** The tickets of the time before a printer was chosen: all of them at once, or none. */
export function DrawnJobs({ count, now, onOpen }: DrawnJobsProps) {
  const { t, format } = useApp();
  const [isOpen, setOpen] = useState(false);
  const print = useAllRounds('printDrawn', 'expired.queued');
  const leave = useAllRounds('leaveDrawn', 'expired.leftAll');
  if (count === 0) return null;
  const values = { count, shown: format.number(count) };
  return (
    <section class="card drawn" aria-labelledby="drawn">
      <h2 id="drawn">
        <Icon name="printer" />
        {t('drawn.title', values)}
      </h2>
      <p>{t('drawn.explain')}</p>
      <div class="actions">
        <Button kind="primary" icon="play" busy={print.busy} onClick={print.run}>
          {t('drawn.print', values)}
        </Button>
        <Button icon="close" busy={leave.busy} onClick={leave.run}>
          {t('drawn.leave')}
        </Button>
      </div>
      <ProblemNote problem={print.problem ?? leave.problem} />
      <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{t('drawn.look')}</summary>
        {isOpen ? <DrawnList count={count} now={now} onOpen={onOpen} /> : null}
      </details>
    </section>
  );
}

/** Read when somebody looks, and again when there are others. */
function DrawnList({ count, now, onOpen }: DrawnJobsProps) {
  const { bridge, t, format } = useApp();
  const list = useLoaded(() => bridge.call('listDrawn', undefined), [count]);
  const more = count - (list.value?.length ?? count);
  return (
    <>
      <ProblemNote problem={list.problem} />
      <ul class="jobs">
        {(list.value ?? []).map((job) => (
          <li key={job.id}>
            <JobRow job={job} now={now} onOpen={({ id }) => onOpen(id)} />
          </li>
        ))}
      </ul>
      {more > 0 ? <p>{t('expired.more', { count: more, shown: format.number(more) })}</p> : null}
    </>
  );
}
