import type { JobStatistics } from '../job-store.ts';
import { createShopCalendar } from '../shop-calendar.ts';

/** A row of `journalQueries.statistics`. */
export interface StatisticsRow {
  kind: string;
  state: string;
  created_at: number;
  updated_at: number;
  /** 1: a person decided what became of it, so its last time is not that of the paper. */
  was_uncertain: number;
}

export function computeStatistics(rows: readonly StatisticsRow[], timeZone: string | undefined): JobStatistics {
  const isDone = ({ state }: StatisticsRow) => state === 'printed' || state === 'sent';
  const papers = rows.filter((row) => row.kind !== 'drawer' && isDone(row));
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
    uncertain: rows.filter(({ state }) => state === 'uncertain').length,
    failed: rows.filter(({ state }) => state === 'failed' || state === 'expired').length,
    medianMsToPaper: median(
      papers.filter((row) => row.was_uncertain === 0).map((row) => row.updated_at - row.created_at),
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
