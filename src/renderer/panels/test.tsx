import { useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { StateBadge } from '../parts/job-row.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { Calibration } from './calibration.tsx';

/** Tries the printer and the drawer through the same queue as the ERP's jobs. */
export function Test() {
  const { bridge, t } = useApp();
  const [lastId, setLastId] = useState<string | null>(null);
  const print = useAction(async () => setLastId((await bridge.call('printTest', undefined)).id));
  const open = useAction(async () => setLastId((await bridge.call('openDrawer', undefined)).id));
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.test')}</h1>
      <section class="card" aria-labelledby="try">
        <h2 id="try">{t('test.try')}</h2>
        <p>{t('test.explain')}</p>
        <div class="actions">
          <Button kind="primary" icon="printer" busy={print.busy} onClick={print.run}>
            {t('test.print')}
          </Button>
          <Button icon="drawer" busy={open.busy} onClick={open.run}>
            {t('test.drawer')}
          </Button>
        </div>
        <ProblemNote problem={print.problem ?? open.problem} />
        <JobOutcome id={lastId} />
      </section>
      <Calibration />
    </>
  );
}

/** What became of the job that was just asked for, as it happens. */
export function JobOutcome({ id }: { id: string | null }) {
  const { t } = useApp();
  const { jobs } = useAgentState();
  const job: JobSummary | undefined = jobs.find((each) => each.id === id);
  return (
    <div role="status" class="outcome">
      {job === undefined ? null : (
        <>
          <p>
            <bdi>{jobTitle(job, t)}</bdi> <StateBadge job={job} />
          </p>
          {job.error === null ? null : <ProblemNote problem={job.error} tone="attention" />}
        </>
      )}
    </div>
  );
}
