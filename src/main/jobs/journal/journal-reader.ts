import { inflateRawSync } from 'node:zlib';
import type { JobState } from '../../../shared/job.ts';
import type { PaperSize } from '../../documents/receipt.ts';
import type { Job } from '../job.ts';
import type { JobFilter, JobReader, TimelineEntry } from '../job-store.ts';
import { type JobRow, toJob } from './journal-rows.ts';
import type { Statements } from './journal-statements.ts';
import { computeStatistics, type StatisticsRow } from './journal-statistics.ts';

/** The journal's reads. `count` is kept by the writer: counting 50,000 rows for each `/status` would be slow. */
export function createReader(
  statements: Statements,
  search: (filter: JobFilter, state: JobState | null) => unknown[],
  count: (state: JobState) => number,
): JobReader {
  const one = (row: unknown): Job | null => (row === undefined ? null : toJob(row as JobRow));
  const many = (rows: unknown): Job[] => (rows as JobRow[]).map(toJob);
  return {
    get: (id) => one(statements.get.get(id)),
    next: (station) => one(statements.next.get(station)),
    expired: (now) => many(statements.expired.all(now)),
    nextExpiry: () => (statements.nextExpiry.get() as { at: number | null }).at,
    lastTicket: (orderId) => one(statements.lastTicket.get(String(orderId))),
    list: (filter) => {
      const { states, limit } = filter;
      if (states === undefined) {
        return many(search(filter, null));
      }
      // One index walk a state, merged: a rare state is found at once in a long journal.
      const rows = states.flatMap((state) => search(filter, state) as JobRow[]);
      return many(rows.sort((a, b) => b.sequence - a.sequence).slice(0, limit));
    },
    count,
    bytes: (id) => {
      const row = statements.bytes.get(id) as { deflated: Uint8Array } | undefined;
      return row === undefined ? null : inflateRawSync(row.deflated);
    },
    paper: (id) => (statements.paper.get(id) as PaperSize | undefined) ?? null,
    timeline: (id) => statements.timeline.all(id) as unknown as TimelineEntry[],
    statistics: ({ from, before, timeZone }) =>
      computeStatistics(statements.statistics.all(from, before) as unknown as StatisticsRow[], timeZone),
  };
}
