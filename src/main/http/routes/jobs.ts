import type Router from '@koa/router';
import type { Context } from 'koa';
import { type JobState, jobStates } from '../../../shared/job.ts';
import { AgentError } from '../../base/errors.ts';
import { type Job, jobNotFound, toJobView } from '../../jobs/job.ts';
import type { JobStore } from '../../jobs/job-store.ts';
import type { Queue } from '../../jobs/queue.ts';
import { readOrigin } from '../accept-job.ts';
import { discardBody } from '../read-json-body.ts';

const defaultPageSize = 50;
const largestPageSize = 200;

export interface JobRoutesOptions {
  store: JobStore;
  queue: Queue;
  /** Draws the job's bytes as paper, PNG. */
  preview: (job: Job) => Promise<Buffer>;
}

/** The journal: `GET /jobs`, `GET /jobs/{id}`, its preview, and what a person may do with a job. */
export function jobRoutes(router: Router, { store, queue, preview }: JobRoutesOptions): void {
  const find = (id: string | undefined): Job => {
    const job = id === undefined ? null : store.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    return job;
  };

  router.get('/jobs', (context) => {
    const limit = readLimit(context);
    const states = readStates(context);
    const before = readCursor(context);
    const jobs = store.list({ limit: limit + 1, ...(states && { states }), ...(before && { before }) });
    const page = jobs.slice(0, limit);
    const last = page.at(-1);
    context.body = {
      jobs: page.map(toJobView),
      next: jobs.length > limit && last !== undefined ? String(last.sequence) : null,
    };
  });

  router.get('/jobs/:id', (context) => {
    const job = find(context.params.id);
    const timeline = store.timeline(job.id).map(({ at, state, detail }) => ({
      at: new Date(at).toISOString(),
      state,
      detail,
    }));
    context.body = { ...toJobView(job), timeline };
  });

  router.get('/jobs/:id/preview.png', async (context) => {
    const job = find(context.params.id);
    context.type = 'image/png';
    context.body = await preview(job);
  });

  const actions: Record<string, (id: string, context: Context) => Promise<Job>> = {
    cancel: queue.cancel,
    retry: queue.retry,
    reprint: (id, context) => queue.reprint(id, readOrigin(context)),
    confirm: queue.confirm,
    leave: queue.leave,
  };
  for (const [name, act] of Object.entries(actions)) {
    router.post(`/jobs/:id/${name}`, async (context) => {
      await discardBody(context.req);
      const { id } = find(context.params.id);
      context.body = toJobView(await act(id, context));
    });
  }

  router.post('/jobs/retry-expired', async (context) => {
    await discardBody(context.req);
    const { done, left } = await queue.retryExpired();
    context.body = { success: true, queued: done, left };
  });
}

function readLimit({ query }: Context): number {
  const { limit } = query;
  if (limit === undefined) {
    return defaultPageSize;
  }
  if (typeof limit !== 'string' || !/^[1-9]\d{0,5}$/.test(limit)) {
    throw new AgentError('INVALID_QUERY', `Le paramètre limit est un nombre de 1 à ${largestPageSize}.`);
  }
  return Math.min(largestPageSize, Number(limit));
}

function readStates({ query }: Context): JobState[] | null {
  const { state } = query;
  if (state === undefined) {
    return null;
  }
  const names = (Array.isArray(state) ? state : [state]).flatMap((value) => value.split(','));
  const states = jobStates.filter((known) => names.includes(known));
  if (names.some((name) => !jobStates.some((known) => known === name))) {
    throw new AgentError('INVALID_QUERY', `Le paramètre state est l'un de : ${jobStates.join(', ')}.`);
  }
  return states;
}

function readCursor({ query }: Context): number | null {
  const { before } = query;
  if (before === undefined) {
    return null;
  }
  if (typeof before !== 'string' || !/^[1-9]\d{0,15}$/.test(before)) {
    throw new AgentError('INVALID_QUERY', 'Le paramètre before est la valeur next de la page précédente.');
  }
  return Number(before);
}
