import { useState } from 'preact/hooks';
import { HourChart } from '../parts/hour-chart.tsx';
import { JobRow } from '../parts/job-row.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useNow } from '../parts/use-now.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { DayNumbers } from './day-numbers.tsx';
import { DrawnJobs } from './drawn-jobs.tsx';
import { ExpiredJobs } from './expired-jobs.tsx';
import { JobDialog } from './job-dialog.tsx';
import { PrinterQuestion } from './printer-question.tsx';
import { StateCard } from './state-card.tsx';
import { UncertainJobs } from './uncertain-jobs.tsx';

/** What a shift looks back at; the journal has the rest. */
const shownJobs = 15;

/** The cashier's panel: is it printing, what must I do, what came out. */
export function Today() {
  const { t } = useApp();
  const { overview, jobs, uncertain, expired } = useAgentState();
  const [opened, setOpened] = useState<string | null>(null);
  const now = useNow();
  if (overview === null) return null;
  return (
    <>
      <h1 class="visually-hidden" tabIndex={-1}>
        {t('nav.today')}
      </h1>
      <StateCard />
      <PrinterQuestion overview={overview} />
      {overview.notices.map((notice) => (
        <ProblemNote key={notice.code} problem={notice} tone="attention" />
      ))}
      <UncertainJobs jobs={uncertain} now={now} onOpen={setOpened} />
      <ExpiredJobs jobs={expired} count={overview.queue.expired} now={now} onOpen={setOpened} />
      <DrawnJobs count={overview.drawnToPrint} now={now} onOpen={setOpened} />
      <DayNumbers overview={overview} />
      <section class="card" aria-labelledby="recent">
        <h2 id="recent">{t('today.recent')}</h2>
        {jobs.length === 0 ? <p class="empty">{t('today.empty')}</p> : null}
        <ul class="jobs">
          {jobs.slice(0, shownJobs).map((job) => (
            <li key={job.id}>
              <JobRow job={job} now={now} onOpen={({ id }) => setOpened(id)} />
            </li>
          ))}
        </ul>
        <a class="more" href="#journal">
          {t('today.all')}
        </a>
      </section>
      <section class="card">
        <HourChart byHour={overview.today.byHour} />
      </section>
      {opened === null ? null : <JobDialog id={opened} onOpen={setOpened} onClose={() => setOpened(null)} />}
    </>
  );
}
