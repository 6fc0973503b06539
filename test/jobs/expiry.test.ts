import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDrawerTimes } from '../../src/main/jobs/drawer-times.ts';
import { createExpiry } from '../../src/main/jobs/expiry.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { createSteadyTime } from '../../src/main/jobs/steady-time.ts';
import { newJob } from './new-job.ts';
import { createQueueHarness } from './queue-harness.ts';

let harness: ReturnType<typeof createQueueHarness>;
const unhandled: unknown[] = [];
const onUnhandled = (error: unknown) => void unhandled.push(error);
beforeEach(() => {
  harness = createQueueHarness();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  process.on('unhandledRejection', onUnhandled);
});
afterEach(async () => {
  process.off('unhandledRejection', onUnhandled);
  vi.useRealTimers();
  await harness.close();
  harness.dispose();
});

const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('a disk that cannot be read for a moment ends nothing: the next job expires all the same', async () => {
  const { store, clock } = harness;
  /** Looks for the next expiry that the disk still answers. */
  let answers = Number.POSITIVE_INFINITY;
  const expired: string[] = [];
  const expiry = createExpiry({
    store: {
      ...store,
      nextExpiry: () => {
        answers -= 1;
        if (answers < 0) throw new Error('disk I/O error');
        return store.nextExpiry();
      },
    },
    clock,
    steady: createSteadyTime(clock, null),
    drawers: createDrawerTimes(clock),
    announce: (job: Job) => {
      expired.push(job.id);
      // One look whether more is due, and then the look for the next timer fails.
      answers = 1;
      return job;
    },
  });
  const add = async (id: string) => {
    const job = newJob({ id, createdAt: clock.now(), expiresAt: clock.now() });
    expiry.watch(await store.transact((transaction) => transaction.insert(job)));
  };
  await add('first');
  vi.advanceTimersByTime(1);
  await turns();
  expect(expired).toEqual(['first']);
  answers = Number.POSITIVE_INFINITY;
  const second = newJob({ id: 'second', createdAt: clock.now(), expiresAt: clock.now() });
  await store.transact((transaction) => transaction.insert(second));
  // Nobody has told of it: the try after the failed look finds it.
  vi.advanceTimersByTime(1_000);
  await turns();
  expect(expired).toEqual(['first', 'second']);
  expect(unhandled).toEqual([]);
  expiry.close();
});
