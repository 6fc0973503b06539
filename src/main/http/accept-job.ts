import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { AgentError } from '../errors.ts';
import { isSettled, type JobOrigin } from '../jobs/job.ts';
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
  // A socket that listens on IPv6 writes IPv4 callers so.
  const address = context.req.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');
  return { source: 'erp', address: address ?? null };
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
  const current = waitMs > 0 && !isSettled(job.state) ? await queue.waitForOutcome(job.id, waitMs) : job;
  context.body = {
    success: true,
    message,
    job_id: current.id,
    state: current.state,
    ...(replayed ? { replayed: true } : {}),
    ...(current.error === null ? {} : { error: current.error }),
  };
}
