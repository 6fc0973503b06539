import { stringify } from 'csv-stringify/sync';
import type { JobSummary, TextFile } from '../../shared/bridge.ts';
import type { JobSearch } from '../../shared/bridge-calls.ts';
import { frenchExport } from '../../shared/words/fr-export.ts';
import { frenchWork } from '../../shared/words/fr-work.ts';
import { jobStateKey } from '../../shared/words/job-state-key.ts';
import { createShopCalendar } from '../jobs/shop-calendar.ts';
import { listJobs } from './job-calls.ts';
import type { WindowApiOptions } from './window-api-options.ts';

/** What a spreadsheet still opens at once; the journal keeps 50,000 jobs unless told otherwise. */
const largestRowCount = 100_000;
/** A page takes at most about so long, whatever the size of its tickets: the till prints meanwhile. */
const longestPageMs = 2;
const largestPage = 200;

/**
 * The jobs that the search finds, all pages of them, as a file for a French Excel: byte-order mark, semicolons, commas. The
 * words are the window's, as the catalogue has them, without typography: a formula compares them with what is typed.
 */
export async function exportJournal(
  { agent, clock }: Pick<WindowApiOptions, 'agent' | 'clock'>,
  search: JobSearch,
): Promise<TextFile> {
  const { timeZone } = agent.station.settings.shop;
  const zone = timeZone === undefined ? {} : { timeZone };
  // Once, not for each row: they take longer to make than a row.
  const dates = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'short', ...zone });
  const times = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'medium', ...zone });
  const write = (rows: string[][]) => stringify(rows, { delimiter: ';', record_delimiter: 'windows' });
  const parts = ['\uFEFF', write([frenchExport.headers])];
  let count = 0;
  let limit = 10;
  let before: string | null = search.before ?? null;
  do {
    const start = performance.now();
    const page = listJobs(agent, {
      ...search,
      limit: Math.min(limit, largestRowCount - count),
      ...(before === null ? {} : { before }),
    });
    parts.push(write(page.jobs.map((job) => toRow(job, dates, times))));
    count += page.jobs.length;
    before = page.next;
    limit =
      performance.now() - start > longestPageMs ? Math.max(1, Math.floor(limit / 2)) : Math.min(largestPage, limit + 2);
    // A till prints while somebody exports: the queue gets its turn between two pages.
    await new Promise((resolve) => setImmediate(resolve));
  } while (before !== null && count < largestRowCount);
  const text = parts.join('');
  return { fileName: `journal-${createShopCalendar(timeZone).dayOf(clock.now())}.csv`, text };
}

function toRow(job: JobSummary, dates: Intl.DateTimeFormat, times: Intl.DateTimeFormat): string[] {
  const at = Date.parse(job.created_at);
  return [
    dates.format(at),
    times.format(at),
    frenchWork[`job.${job.kind}`],
    safe(String(job.order_id ?? '')),
    safe(job.customer_name ?? ''),
    (job.amount ?? '').replace('.', ','),
    job.amount === null ? '' : safe(job.currency),
    frenchWork[jobStateKey(job)],
    frenchExport.source[job.source],
    safe(job.source_address ?? ''),
    job.reprint_of ?? '',
    safe(job.error?.message ?? ''),
    job.id,
  ];
}

/** A spreadsheet executes a cell that begins so (OWASP, CSV injection). Our own amounts are numbers, and may be negative. */
function safe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
