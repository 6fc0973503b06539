import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { Moment } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import { callerAddress } from '../base/network.ts';
import { isSettled, type Job, type JobOrigin } from '../jobs/job.ts';
import type { Accepted, Idempotency, Queue } from '../jobs/queue.ts';

/** The longest `?wait=`, in seconds: the ERP gives up after 10. */
const longestWaitSeconds = 8;

/** What every accepting route reads beside the body. Read before anything is queued. */
export interface AcceptOptions {
  waitMs: number;
  origin: JobOrigin;
  idempotency: Idempotency | undefined;
}

/** Throws `INVALID_QUERY`, `INVALID_IDEMPOTENCY_KEY`. */
export function readAcceptOptions(context: Context, rawBody: Buffer): AcceptOptions {
  return { waitMs: readWaitMs(context), origin: readOrigin(context), idempotency: readIdempotency(context, rawBody) };
}

/** Who calls: the connection's other end. Headers that name another one could be anybody's. */
export function readOrigin(context: Context): JobOrigin {
  const arrivedAt = context.state.arrivedAt as Moment;
  return { source: 'erp', address: callerAddress(context.req.socket) || null, arrivedAt };
}

function readWaitMs(context: Context): number {
  const { wait } = context.query;
  if (wait === undefined) {
    return 0;
  }
  if (typeof wait !== 'string' || !/^\d{1,6}(\.\d{1,6})?$/.test(wait)) {
    throw new AgentError('INVALID_QUERY', 'Le paramètre wait est un nombre de secondes, 8 au plus.');
  }
  return Math.min(longestWaitSeconds, Number(wait)) * 1000;
}

function readIdempotency(context: Context, rawBody: Buffer): Idempotency | undefined {
  const key = context.get('Idempotency-Key');
  if (context.headers['idempotency-key'] === undefined) {
    return undefined;
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AgentError('INVALID_IDEMPOTENCY_KEY', 'Idempotency-Key : de 1 à 255 caractères ASCII sans espace.');
  }
  const fingerprint = createHash('sha256').update(context.path).update('\0').update(rawBody).digest('base64');
  return { key, fingerprint };
}

/** Answers an accepted job, at once or when its outcome is known. */
export async function answerAccepted(options: {
  context: Context;
  queue: Queue;
  accepted: Accepted;
  waitMs: number;
  message: string;
}): Promise<void> {
  const { context, queue, accepted, waitMs, message } = options;
  const { job, replayed } = accepted;
  const current = waitMs > 0 && !isSettled(job.state) ? await waitFor({ context, queue, job, waitMs }) : job;
  context.body = {
    success: true,
    message,
    job_id: current.id,
    state: current.state,
    ...(replayed ? { replayed: true } : {}),
    ...(current.error === null ? {} : { error: current.error }),
  };
}

/** A caller that has gone gives its place among those who wait back. */
async function waitFor(options: { context: Context; queue: Queue; job: Job; waitMs: number }): Promise<Job> {
  const { context, queue, job, waitMs } = options;
  const gone = new AbortController();
  const onClose = () => gone.abort();
  context.res.once('close', onClose);
  try {
    return await queue.waitForOutcome(job.id, waitMs, gone.signal);
  } finally {
    context.res.off('close', onClose);
  }
}
