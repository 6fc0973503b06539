import { inflateRawSync } from 'node:zlib';
import type { JobState } from '../../../shared/job.ts';
import type { PaperSize } from '../../documents/receipt.ts';
import type { Job } from '../job.ts';
import type { JobFilter, JobReader, JobStatistics, TimelineEntry } from '../job-store.ts';
import { createShopCalendar } from '../shop-calendar.ts';
import { findSequenceOfAge } from './journal-age.ts';
import { type JobRow, toJob } from './journal-rows.ts';
import type { Statements } from './journal-sql.ts';

const dayMs = 24 * 3600 * 1000;

/** The journal's reads. `counts` are kept by the writer: counting 50,000 rows for each `/status` would be slow. */
export function createReader(
  statements: Statements,
  search: (filter: JobFilter, state: JobState | null) => unknown[],
  counts: Pick<JobReader, 'count' | 'countExpired'>,
): Omit<JobReader, 'lastSign'> {
  const one = (row: unknown): Job | null => (row === undefined ? null : toJob(row as JobRow));
  const many = (rows: unknown): Job[] => (rows as JobRow[]).map(toJob);
  return {
    get: (id) => one(statements.get.get(id)),
    next: (station) => one(statements.next.get(station)),
    expired: (now) => many(statements.expired.all(now)),
    nextExpiry: () => (statements.nextExpiry.get() as { at: number | null }).at,
    waitingDrawers: () => many(statements.waitingDrawers.all()),
    countDrawers: (from, to) => (statements.countDrawers.get(from, to) as { count: number }).count,
    sequenceOfAge: (ageMs, now) => findSequenceOfAge(statements, ageMs, now),
    open: (limit) => many(statements.open.all(limit)),
    drawn: (createdFrom, limit) => many(statements.drawn.all(createdFrom, limit)),
    countDrawn: (createdFrom) => (statements.countDrawn.get(createdFrom) as { count: number }).count,
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
    ...counts,
    bytes: (id) => {
      const row = statements.bytes.get(id) as { deflated: Uint8Array } | undefined;
      return row === undefined ? null : inflate(row.deflated);
    },
    paper: (id) => (statements.paper.get(id) as PaperSize | undefined) ?? null,
    timeline: (id) => statements.timeline.all(id) as unknown as TimelineEntry[],
    statistics: ({ from, before, timeZone }) =>
      computeStatistics(statements.statistics.all(from, before) as unknown as StatisticsRow[], timeZone),
  };
}

/** A row of `journalQueries.statistics`. */
interface StatisticsRow {
  kind: string;
  state: string;
  created_at: number;
  updated_at: number;
  /** 1: a person decided about it, so its last time is not that of a paper that came by itself. */
  was_decided: number;
}

/** Null: damaged where SQLite does not look. The paper is then drawn from its document. */
function inflate(deflated: Uint8Array): Uint8Array | null {
  try {
    return inflateRawSync(deflated);
  } catch {
    return null;
  }
}

export function computeStatistics(rows: readonly StatisticsRow[], timeZone: string | undefined): JobStatistics {
  const isDone = ({ state }: StatisticsRow) => state === 'printed' || state === 'sent';
  const papers = rows.filter((row) => row.kind !== 'drawer' && isDone(row));
  const expired = rows.filter(({ state }) => state === 'expired');
  const countState = (wanted: JobState) => rows.filter(({ state }) => state === wanted).length;
  const drawersExpired = expired.filter(({ kind }) => kind === 'drawer').length;
  const calendar = createShopCalendar(timeZone);
  const byHour = new Array<number>(24).fill(0);
  const hours = new Map<number, number>();
  for (const { created_at: at } of papers) {
    // Every zone's hours begin at a quarter of an hour.
    const quarter = Math.floor(at / 900_000);
    const hour = hours.get(quarter) ?? calendar.hourOf(at);
    hours.set(quarter, hour);
    byHour[hour] = (byHour[hour] ?? 0) + 1;
  }
  return {
    printed: papers.length,
    drawerOpenings: rows.filter((row) => row.kind === 'drawer' && isDone(row)).length,
    drawn: countState('drawn'),
    uncertain: countState('uncertain'),
    failed: countState('failed'),
    expired: expired.length - drawersExpired,
    drawersExpired,
    medianMsToPaper: median(
      papers
        .filter((row) => row.was_decided === 0)
        .map((row) => row.updated_at - row.created_at)
        // Beyond that the wall clock was set in between.
        .filter((ms) => ms >= 0 && ms < dayMs),
    ),
    byHour,
  };
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
