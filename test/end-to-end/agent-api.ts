import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { JobView } from '../../src/shared/job.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import type { StartedAgent } from './start-agent.ts';
import { until } from './until.ts';

/** The part of `GET /status` that tests look at. */
export interface Status {
  agent: {
    host: string;
    port: number;
    uptime: string;
    stats: { requests_received: number; print_jobs: number; drawer_jobs: number; errors: number; started_at: string };
    last_error: { code: string; message: string; job_id: string | null; at: string } | null;
    notices: { code: string; message: string }[];
  };
  printer: {
    enabled: boolean;
    running: boolean;
    connected: boolean;
    queue_size: number;
    config: { vendor_id: string; product_id: string; timeout: number };
    state: PrinterState['condition'];
    reasons: string[];
    jobs: {
      waiting: number;
      printing: number;
      uncertain: number;
      failed: number;
      drawn: number;
      expired: number;
      drawers_expired: number;
    };
  };
}

export interface Accepted {
  success: boolean;
  message: string;
  job_id: string;
  state: string;
  replayed?: boolean;
}

export interface Refusal {
  error: string;
  code: string;
}

export interface ApiAnswer<Body> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Body;
}

export interface CallOptions {
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  /** Null: none. Default: the agent's. */
  token?: string | null;
}

/** One call with the token; the body, if any, is answered parsed from JSON. */
export function call<Body = Refusal>(
  agent: Pick<StartedAgent, 'url' | 'token'>,
  method: string,
  path: string,
  { body, headers, token = agent.token }: CallOptions = {},
): Promise<ApiAnswer<Body>> {
  const authorization = token === null ? {} : { Authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${agent.url}${path}`, {
      method,
      agent: false,
      headers: { ...authorization, ...headers },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = incoming.headers['content-type']?.startsWith('application/json') && text !== '';
        const answer = { status: incoming.statusCode ?? 0, headers: incoming.headers };
        resolve({ ...answer, body: (isJson ? JSON.parse(text) : text) as Body });
      });
    });
    outgoing.end(body);
  });
}

export function post<Body = Accepted>(agent: StartedAgent, path: string, json: unknown, options: CallOptions = {}) {
  return call<Body>(agent, 'POST', path, { ...options, body: JSON.stringify(json) });
}

export async function readStatus(agent: StartedAgent): Promise<Status> {
  return (await call<Status>(agent, 'GET', '/status')).body;
}

export async function readJob(agent: Pick<StartedAgent, 'url' | 'token'>, id: string): Promise<JobView> {
  return (await call<JobView>(agent, 'GET', `/jobs/${id}`)).body;
}

export async function listJobs(agent: StartedAgent, query = ''): Promise<JobView[]> {
  return (await call<{ jobs: JobView[] }>(agent, 'GET', `/jobs?limit=200${query}`)).body.jobs;
}

/** Resolves when the job has come to the state. */
export function untilJob(
  agent: Pick<StartedAgent, 'url' | 'token'>,
  id: string,
  state: JobView['state'],
): Promise<JobView> {
  return until(`job ${id} ${state}`, async () => {
    const job = await readJob(agent, id);
    return job.state === state && job;
  });
}

/** What must not move when a request is refused. */
export async function readAccepted(agent: StartedAgent) {
  const { agent: about } = await readStatus(agent);
  const { print_jobs: printJobs, drawer_jobs: drawerJobs } = about.stats;
  // Not how many wait: a drawer that was accepted before may expire in between.
  return { printJobs, drawerJobs, jobs: (await listJobs(agent)).map((job) => job.id) };
}

/** Everything the agent has logged to its file. */
export function readLogFile(agent: StartedAgent): string {
  return readFileSync(`${agent.dataDir}/logs/agent.1.log`, 'utf8');
}
