import { request } from 'node:http';
import * as z from 'zod';

export type OwnAnswer =
  /** `isOwn`: it is this agent, started at the same moment. */
  { kind: 'answer'; status: number; isOwn: boolean } | { kind: 'refused' | 'timeout' | 'unreachable'; code: string };

const callTimeoutMs = 3_000;
const largestAnswerBytes = 64 * 1024;

const statusSchema = z.object({ agent: z.object({ stats: z.object({ started_at: z.string() }) }) });

/** Calls a route really over HTTP, as the ERP would; never rejects. */
export async function callOwnAgent(
  url: string,
  options: { token: string | null; startedAt: string },
): Promise<OwnAnswer> {
  const answer = await get(url, options.token);
  if ('code' in answer) {
    const kind = answer.code === 'ECONNREFUSED' ? 'refused' : answer.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
    return { kind, code: answer.code };
  }
  const status = statusSchema.safeParse(parseJson(answer.text));
  return {
    kind: 'answer',
    status: answer.status,
    isOwn: status.success && status.data.agent.stats.started_at === options.startedAt,
  };
}

function get(url: string, token: string | null): Promise<{ status: number; text: string } | { code: string }> {
  return new Promise((resolve) => {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const timer = setTimeout(
      () => call.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
      callTimeoutMs,
    );
    const finish = (result: { status: number; text: string } | { code: string }) => {
      clearTimeout(timer);
      resolve(result);
    };
    const call = request(url, { agent: false, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > largestAnswerBytes) {
          call.destroy();
        }
      });
      response.once('end', () => finish({ status: response.statusCode ?? 0, text }));
      response.once('error', (error: NodeJS.ErrnoException) => finish({ code: error.code ?? 'ERROR' }));
    });
    call.once('error', (error: NodeJS.ErrnoException) => finish({ code: error.code ?? 'ERROR' }));
    call.end();
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
