import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { JobSummary } from '../../shared/bridge.ts';
import type { JobSearch } from '../../shared/bridge-calls.ts';
import type { Problem } from '../../shared/job.ts';
import { toProblem } from '../bridge/problem-error.ts';
import { Button } from '../parts/button.tsx';
import { JobRow } from '../parts/job-row.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useNow } from '../parts/use-now.ts';
import { WindowedList } from '../parts/windowed-list.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { JobDialog } from './job-dialog.tsx';
import { JournalSearch } from './journal-search.tsx';

const pageSize = 200;

/** Everything the agent was asked for, searched and exported; the drawer's openings are one of its searches. */
export function Journal() {
  const { bridge, t } = useApp();
  const [search, setSearch] = useState<JobSearch>({});
  const [opened, setOpened] = useState<string | null>(null);
  const now = useNow();
  const journal = useJournalPages(search);
  const exportCsv = useAction(async () => saveFile(await bridge.call('exportJournal', search)));
  const { jobs, hasMore, problem, readMore } = journal;
  return (
    <div class="journal">
      <div class="panel-head">
        <h1 tabIndex={-1}>{t('nav.journal')}</h1>
        <Button icon="download" busy={exportCsv.busy} onClick={exportCsv.run}>
          {t('journal.export')}
        </Button>
      </div>
      <JournalSearch onSearch={setSearch} />
      <ProblemNote problem={exportCsv.problem ?? problem} />
      <p class="hint" role="status">
        {journal.isLoading ? t('journal.loading') : <Count jobs={jobs} hasMore={hasMore} />}
      </p>
      {jobs.length === 0 && !journal.isLoading ? <p class="empty">{t('journal.empty')}</p> : null}
      {jobs.length === 0 ? null : (
        <WindowedList
          items={jobs}
          rowRem={4.25}
          label={t('nav.journal')}
          keyOf={({ id }) => id}
          hasMore={hasMore}
          onNearEnd={readMore}
          renderRow={(job, options) => (
            <JobRow job={job} now={now} dated onOpen={({ id }) => setOpened(id)} {...options} />
          )}
        />
      )}
      {opened === null ? null : <JobDialog id={opened} onOpen={setOpened} onClose={() => setOpened(null)} />}
    </div>
  );
}

function Count({ jobs, hasMore }: { jobs: readonly JobSummary[]; hasMore: boolean }) {
  const { t, format } = useApp();
  const values = { count: jobs.length, shown: format.number(jobs.length) };
  return <>{t(hasMore ? 'journal.countMore' : 'journal.count', values)}</>;
}

interface JournalPages {
  jobs: JobSummary[];
  hasMore: boolean;
  isLoading: boolean;
  problem: Problem | null;
  readMore(): void;
}

/** Pages by the cursor, one request at a time; changed jobs are renewed in place, new ones wait for the next search. */
function useJournalPages(search: JobSearch): JournalPages {
  const { bridge } = useApp();
  const [jobs, setJobs] = useState<JobSummary[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  const round = useRef(0);
  const reading = useRef(false);

  const read = useCallback(
    async (before: string | null) => {
      const mine = before === null ? ++round.current : round.current;
      reading.current = true;
      try {
        const page = await bridge.call('listJobs', {
          ...search,
          limit: pageSize,
          ...(before === null ? {} : { before }),
        });
        if (mine !== round.current) return;
        setJobs((known) => (before === null ? page.jobs : [...known, ...page.jobs]));
        setNext(page.next);
        setProblem(null);
      } catch (error) {
        if (mine !== round.current) return;
        setProblem(toProblem(error));
        // What failed is not asked again by every scroll; a new search is.
        setNext(null);
      } finally {
        if (mine === round.current) {
          reading.current = false;
          setLoading(false);
        }
      }
    },
    [bridge, search],
  );
  useEffect(() => {
    setLoading(true);
    void read(null);
    return bridge.subscribe(
      (event) => {
        if (event.type !== 'job-changed') return;
        setJobs((known) =>
          known.some(({ id }) => id === event.job.id)
            ? known.map((job) => (job.id === event.job.id ? event.job : job))
            : known,
        );
      },
      () => void read(null),
    );
  }, [bridge, read]);
  const readMore = useCallback(() => {
    if (next !== null && !reading.current) void read(next);
  }, [next, read]);
  return { jobs, hasMore: next !== null, isLoading, problem, readMore };
}
