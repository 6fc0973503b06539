import { useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { StateBadge } from '../parts/job-row.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { currentOverview } from '../state/agent-store.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { Calibration } from './calibration.tsx';

/** Tries the printer and the drawer through the same queue as the ERP's jobs. */
export function Test() {
  const { bridge, t } = useApp();
  const overview = currentOverview(useAgentState());
  const [lastId, setLastId] = useState<string | null>(null);
  const print = useAction(async () => setLastId((await bridge.call('printTest', undefined)).id));
  const open = useAction(async () => setLastId((await bridge.call('openDrawer', undefined)).id));
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.test')}</h1>
      <section class="card" aria-labelledby="try">
        <h2 id="try">{t('test.try')}</h2>
        <p>{t('test.explain')}</p>
        {overview?.printer.condition === 'virtual' ? <NoPrinterNote /> : null}
        <div class="actions">
          <Button kind="primary" icon="printer" busy={print.busy} disabled={overview === null} onClick={print.run}>
            {t('test.print')}
          </Button>
          <Button icon="drawer" busy={open.busy} disabled={overview === null} onClick={open.run}>
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

/** Before somebody waits for paper. */
export function NoPrinterNote() {
  const { t } = useApp();
  return (
    <p class="note note-attention">
      <Icon name="attention" />
      <span>
        <strong>{t('state.virtual')}.</strong> {t('state.virtualWhatToDo')}
      </span>
    </p>
  );
}

/** What became of the job that was just asked for, as it happens. */
export function JobOutcome({ id }: { id: string | null }) {
  const { t } = useApp();
  const state = useAgentState();
  const { jobs } = state;
  const job: JobSummary | undefined = jobs.find((each) => each.id === id);
  // The built-in printer confirms what it has drawn; on paper nothing is.
  const isDrawn = currentOverview(state)?.printer.condition === 'virtual' && job?.state === 'printed';
  return (
    <div role="status" class="outcome">
      {job === undefined ? null : (
        <>
          <p>
            {isDrawn ? (
              t(job.kind === 'drawer' ? 'test.noDrawer' : 'test.onlyDrawn', { job: jobTitle(job, t) })
            ) : (
              <>
                <bdi>{jobTitle(job, t)}</bdi> <StateBadge job={job} />
              </>
            )}
          </p>
          {job.error === null ? null : <ProblemNote problem={job.error} tone="attention" />}
        </>
      )}
    </div>
  );
}
