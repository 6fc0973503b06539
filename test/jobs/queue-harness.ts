import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Moment } from '../../src/main/base/clock.ts';
import { createAgentEvents } from '../../src/main/jobs/events.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { openSqliteJobStore } from '../../src/main/jobs/journal/sqlite-job-store.ts';
import { createQueue, type QueueLimits } from '../../src/main/jobs/queue.ts';
import { createFakeClock } from '../fake-clock.ts';

/** A queue over a real SQLite file, with a clock of the test's own. */
export function createQueueHarness(limits: Partial<QueueLimits> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'queue-'));
  const file = join(directory, 'journal.db');
  const clock = createFakeClock();
  const open = (change: { earliestArrival?: () => Moment } = {}) => {
    const events = createAgentEvents();
    const changes: string[] = [];
    events.on('job-changed', (job: Job) => changes.push(`${job.id} ${job.state}`));
    const store = openSqliteJobStore(file);
    let nextId = 0;
    const queue = createQueue({
      store,
      ...{ clock, events },
      ...change,
      createId: () => {
        nextId += 1;
        return `job-${store.count('queued')}-${nextId}-${clock.now()}`;
      },
      limits: { ticketTtlMs: 900_000, drawerTtlMs: 10_000, maxWaiting: 1_000, ...limits },
    });
    const close = async () => {
      await queue.close();
      await store.close();
    };
    return { store, queue, events, changes, close };
  };
  return {
    ...open(),
    clock,
    reopen: () => open(),
    reopenWith: open,
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}
