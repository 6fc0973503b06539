import { setTimeout as pause } from 'node:timers/promises';
import type { JobView } from '../../src/shared/job.ts';
import type { ChaosTarget } from './post-request.ts';

const pollMs = 50;

/** The whole journal as a client sees it, newest first. */
export async function readJournalPages(target: ChaosTarget): Promise<JobView[]> {
  const jobs: JobView[] = [];
  let cursor: string | null = null;
  do {
    const before: string = cursor === null ? '' : `&before=${cursor}`;
    const page = await getJson<{ jobs: JobView[]; next: string | null }>(target, `/jobs?limit=200${before}`);
    jobs.push(...page.jobs);
    cursor = page.next;
  } while (cursor !== null);
  return jobs;
}

/** Resolves with true once nothing waits or prints, with false when nothing has been settled for `patienceMs`. */
export async function untilSettled(target: ChaosTarget, patienceMs: number): Promise<boolean> {
  let least = Number.POSITIVE_INFINITY;
  let progressAt = performance.now();
  for (;;) {
    const { waiting, printing } = await countJobs(target);
    const left = waiting + printing;
    if (left === 0) {
      return true;
    }
    if (left < least) {
      least = left;
      progressAt = performance.now();
    }
    if (performance.now() - progressAt > patienceMs) {
      return false;
    }
    await pause(pollMs);
  }
}

/** Resolves once a job is on its way out. Rejects where the agent does not answer, and when the signal aborts. */
export async function untilPrinting(target: ChaosTarget, signal: AbortSignal): Promise<void> {
  while (!(await isPrinting(target, signal))) {
    await pause(1, undefined, { signal });
  }
}

export async function isPrinting(target: ChaosTarget, signal: AbortSignal): Promise<boolean> {
  return (await countJobs(target, signal)).printing > 0;
}

async function countJobs(target: ChaosTarget, signal?: AbortSignal): Promise<{ waiting: number; printing: number }> {
  const { printer } = await getJson<{ printer: { jobs: { waiting: number; printing: number } } }>(
    target,
    '/status',
    signal,
  );
  return printer.jobs;
}

async function getJson<T>({ port, token }: ChaosTarget, path: string, signal: AbortSignal | null = null): Promise<T> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers, signal });
  if (response.status !== 200) {
    throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}
