import type { DayStatistics, JobDetail, JobSummary } from '../../shared/bridge.ts';
import { canBecome, canRetry, type Job, reprintRule, toJobView } from './job.ts';
import type { JobReader } from './job-store.ts';
import { createShopCalendar } from './shop-calendar.ts';

/** A job as the window lists it. `currency` is the shop's of now. */
export function toJobSummary(job: Job, currency: string): JobSummary {
  return {
    ...toJobView(job),
    amount: job.amount,
    currency,
    source: job.source,
    source_address: job.sourceAddress,
    customer_name: job.document.kind === 'ticket' ? job.document.customerName : null,
    decision: job.decision,
  };
}

/** A job with its timeline, the length of its bytes, and what a person may do with it now. */
export function toJobDetail(job: Job, reader: Pick<JobReader, 'timeline' | 'bytes'>, currency: string): JobDetail {
  return {
    ...toJobSummary(job, currency),
    timeline: reader
      .timeline(job.id)
      .map(({ at, state, detail }) => ({ at: new Date(at).toISOString(), state, detail })),
    bytes: reader.bytes(job.id)?.length ?? null,
    can: {
      cancel: canBecome(job.state, 'cancelled'),
      retry: canRetry(job),
      reprint: reprintRule(job) !== 'forbidden',
      confirm: job.state === 'uncertain',
    },
  };
}

/** The statistics of the day on which `at` falls. */
export function readDayStatistics(
  reader: Pick<JobReader, 'statistics'>,
  at: number,
  timeZone: string | undefined,
): DayStatistics {
  const calendar = createShopCalendar(timeZone);
  const day = calendar.dayOf(at);
  const { medianMsToPaper, ...counts } = reader.statistics({ ...calendar.boundsOf(day), timeZone });
  return { day, ...counts, medianSecondsToPaper: medianMsToPaper === null ? null : medianMsToPaper / 1000 };
}
