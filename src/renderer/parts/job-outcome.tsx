import type { JobSummary } from '../../shared/bridge.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { Icon } from './icon.tsx';
import { StateBadge } from './job-row.tsx';
import { jobTitle } from './job-words.ts';
import { ProblemNote } from './problem-note.tsx';

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
  const { jobs } = useAgentState();
  const job: JobSummary | undefined = jobs.find((each) => each.id === id);
  const isWithoutPrinter = job?.state === 'drawn' || job?.error?.code === 'NO_PRINTER_CHOSEN';
  return (
    <div role="status" class="outcome">
      {job === undefined ? null : (
        <>
          <p>
            {isWithoutPrinter ? (
              t(job.kind === 'drawer' ? 'test.noDrawer' : 'test.onlyDrawn', { job: jobTitle(job, t) })
            ) : (
              <>
                <bdi>{jobTitle(job, t)}</bdi> <StateBadge job={job} />
              </>
            )}
          </p>
          {job.error === null || isWithoutPrinter ? null : <ProblemNote problem={job.error} tone="attention" />}
        </>
      )}
    </div>
  );
}
