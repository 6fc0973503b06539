import { request as httpRequest } from 'node:http';
import type { ChaosRequest } from './chaos-request.ts';

export interface ChaosTarget {
  port: number;
  token: string;
}

/**
 * `accepted`: answered 200, whole. `refused`: no connection, so the agent never saw it. `unknown`: the connection broke;
 * nobody can say. `rejected`: the agent answered something else.
 */
export type Answer =
  | { outcome: 'accepted'; jobId: string }
  | { outcome: 'refused' | 'unknown' }
  | { outcome: 'rejected'; detail: string };

/** As long as the ERP waits. */
const patienceMs = 10_000;

/** Sends the request once. Never rejects. */
export async function postRequest({ port, token }: ChaosTarget, request: ChaosRequest): Promise<Answer> {
  let answer: { status: number; text: string };
  try {
    answer = await exchange({ port, token }, request);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return { outcome: code === 'ECONNREFUSED' ? 'refused' : 'unknown' };
  }
  const body = answer.status === 200 ? (JSON.parse(answer.text) as { success: unknown; job_id: unknown }) : null;
  return body?.success === true && typeof body.job_id === 'string'
    ? { outcome: 'accepted', jobId: body.job_id }
    : { outcome: 'rejected', detail: `${answer.status} ${answer.text}` };
}

function exchange({ port, token }: ChaosTarget, { path, body, idempotencyKey }: ChaosRequest) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      agent: false,
      timeout: patienceMs,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        ...(idempotencyKey === null ? {} : { 'Idempotency-Key': idempotencyKey }),
      },
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.end(body);
  });
}
