import type { JobPage, Picture } from '../../shared/bridge.ts';
import type { Calls, JobSearch } from '../../shared/bridge-calls.ts';
import { AgentError } from '../base/errors.ts';
import { findProfile } from '../escpos/profiles.ts';
import { type Job, jobNotFound } from '../jobs/job.ts';
import type { JobFilter } from '../jobs/job-store.ts';
import { toJobDetail, toJobSummary } from '../jobs/job-views.ts';
import { createShopCalendar } from '../jobs/shop-calendar.ts';
import { previewJob } from '../station/encode-job.ts';
import { toPicture, type WindowApiOptions } from './window-api-options.ts';

const defaultPageSize = 50;

const fromWindow = { source: 'window', address: null } as const;

/** The journal, and what a person does with a job of it. */
export function createJobCalls({ agent }: Pick<WindowApiOptions, 'agent'>) {
  const { store, queue, station } = agent;
  const summary = (job: Job) => toJobSummary(job, station.settings.shop.currency);
  const find = (id: string): Job => {
    const job = store.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    return job;
  };
  const act = (action: (id: string) => Promise<Job>) => async (id: string) => summary(await action(find(id).id));

  return {
    listJobs: (search) => listJobs(agent, search),
    readJob: (id) => toJobDetail(find(id), store, station.settings.shop.currency),
    previewJob: async (id): Promise<Picture> => {
      return toPicture(await previewJob(find(id), agent));
    },
    cancelJob: act(queue.cancel),
    retryJob: act(queue.retry),
    retryExpired: () => queue.retryExpired(),
    leaveJob: act(queue.leave),
    leaveExpired: () => queue.leaveExpired(),
    listDrawn: () => queue.listDrawn(defaultPageSize).map(summary),
    printDrawn: () => queue.printDrawn(fromWindow),
    leaveDrawn: () => queue.leaveDrawn(),
    reprintJob: act((id) => queue.reprint(id, fromWindow)),
    confirmJob: act(queue.confirm),
    printTest: async () => summary((await queue.enqueue({ kind: 'test' }, 3, fromWindow)).job),
    openDrawer: async () => summary((await queue.enqueue({ kind: 'drawer' }, 1, fromWindow)).job),
    printCalibration: async (calibration) => {
      if (findProfile(calibration.profile) === undefined) {
        throw new AgentError('INVALID_SETTING', "Ce profil d'imprimante n'existe pas.");
      }
      const document = { kind: 'test', calibration } as const;
      return summary((await queue.enqueue(document, 3, fromWindow)).job);
    },
  } satisfies Partial<Calls>;
}

/** One page of what the search finds, newest first. */
export function listJobs({ store, station }: WindowApiOptions['agent'], search: JobSearch): JobPage {
  const { shop } = station.settings;
  const limit = search.limit ?? defaultPageSize;
  const jobs = store.list({ ...toFilter(search, shop.timeZone), limit: limit + 1 });
  const page = jobs.slice(0, limit);
  const last = page.at(-1);
  return {
    jobs: page.map((job) => toJobSummary(job, shop.currency)),
    next: jobs.length > limit && last !== undefined ? String(last.sequence) : null,
  };
}

function toFilter(search: JobSearch, timeZone: string | undefined): Omit<JobFilter, 'limit'> {
  const { text, states, kinds, from, to, amountFrom, amountTo, decision, before } = search;
  // Made only where a day is asked for: it takes longer than reading a page, and an export reads thousands.
  const boundsOf = (day: string) => createShopCalendar(timeZone).boundsOf(day);
  return {
    ...(text === undefined ? {} : { text }),
    ...(states === undefined ? {} : { states }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(from === undefined ? {} : { createdFrom: boundsOf(from).from }),
    ...(to === undefined ? {} : { createdBefore: boundsOf(to).before }),
    ...(amountFrom === undefined ? {} : { amountFrom }),
    ...(amountTo === undefined ? {} : { amountTo }),
    ...(decision === undefined ? {} : { decision }),
    ...(before === undefined ? {} : { before: Number(before) }),
  };
}
