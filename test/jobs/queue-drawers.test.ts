import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { momentOf } from '../../src/main/base/clock.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import { fromErp, ticketDocument } from './new-job.ts';
import { createQueueHarness } from './queue-harness.ts';

const paper = { columns: 48, dots: 576 } as const;

describe('drawers in the queue', () => {
  let harness: ReturnType<typeof createQueueHarness>;
  beforeEach(() => {
    harness = createQueueHarness();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await harness.close();
    harness.dispose();
  });
  const ask = (origin = fromErp) => harness.queue.enqueue({ kind: 'drawer' }, 1, origin).then(({ job }) => job);
  const stateOf = ({ id }: Job) => harness.store.get(id)?.state;
  const next = () => harness.queue.takeNext('main');

  test('a request that waited in the kernel while the program stood still is as old as that', async () => {
    const arrivedAt = momentOf(harness.clock);
    harness.clock.pass(7_000);
    const job = await ask({ ...fromErp, arrivedAt });
    expect(harness.queue.drawerTimeLeft(job)).toBe(3_000);
    harness.clock.pass(3_000);
    expect(await next()).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('one that says nothing of its arrival counts from the earliest moment that is known', async () => {
    const arrivedAt = momentOf(harness.clock);
    await harness.close();
    const watched = harness.reopenWith({ earliestArrival: () => arrivedAt });
    Object.assign(harness, watched);
    harness.clock.pass(9_000);
    const { job } = await watched.queue.enqueue({ kind: 'drawer' }, 1, { source: 'window', address: null });
    expect(watched.queue.drawerTimeLeft(job)).toBe(1_000);
  });

  test('one that is late before it is accepted never opens', async () => {
    const arrivedAt = momentOf(harness.clock);
    harness.clock.pass(10_000);
    const job = await ask({ ...fromErp, arrivedAt });
    expect(await next()).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('its time is looked at again when it is begun: the printer was asked in between', async () => {
    const job = await ask();
    harness.clock.pass(9_999);
    expect((await next())?.id).toBe(job.id);
    harness.clock.pass(1);
    await expect(harness.queue.begin(job, Uint8Array.of(1), paper)).rejects.toMatchObject({
      code: 'JOB_STATE_CONFLICT',
    });
    expect(await next()).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('the worker sees how long it may still open, also once it is begun; a ticket has no such time', async () => {
    const job = await ask();
    harness.clock.pass(4_000);
    expect(harness.queue.drawerTimeLeft(job)).toBe(6_000);
    const begun = await harness.queue.begin(job, Uint8Array.of(1), paper);
    harness.clock.pass(5_000);
    expect(harness.queue.drawerTimeLeft(begun)).toBe(1_000);
    // No byte has left.
    const back = await harness.queue.settle(begun, { state: 'queued' });
    harness.clock.pass(999);
    expect(harness.queue.drawerTimeLeft(back)).toBe(1);
    harness.clock.pass(5_000);
    expect(harness.queue.drawerTimeLeft(back)).toBe(0);
    const { job: ticket } = await harness.queue.enqueue(ticketDocument(), 2, fromErp);
    expect(harness.queue.drawerTimeLeft(ticket)).toBe(Number.POSITIVE_INFINITY);
  });

  test('one that failed and is asked for again has its time anew', async () => {
    const job = await ask();
    await harness.queue.settle(await harness.queue.begin(job, Uint8Array.of(1), paper), { state: 'failed' });
    harness.clock.pass(60_000);
    expect(harness.queue.drawerTimeLeft(await harness.queue.retry(job.id))).toBe(10_000);
  });

  test('it waits behind a job that comes out, and not behind a printer that is blocked', async () => {
    const job = await ask();
    for (let moves = 0; moves < 20; moves += 1) {
      harness.queue.printerMoved('main');
      harness.clock.pass(1_500);
    }
    expect((await next())?.id).toBe(job.id);
    expect(harness.queue.drawerTimeLeft(job)).toBe(10_000);
    harness.events.emit('printer-changed', { condition: 'blocked' } as PrinterState, 'main');
    harness.clock.pass(10_000);
    expect(await next()).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('what stood still expires by itself, when its time is over', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const job = await ask();
    const pass = (ms: number) => {
      harness.clock.pass(ms);
      vi.advanceTimersByTime(ms);
    };
    pass(9_000);
    harness.queue.printerMoved('main');
    pass(2_500);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stateOf(job)).toBe('queued');
    pass(500);
    await vi.waitFor(() => expect(stateOf(job)).toBe('expired'));
  });

  test('a full queue never refuses one', async () => {
    const full = createQueueHarness({ maxWaiting: 1 });
    await full.queue.enqueue(ticketDocument(), 2, fromErp);
    const { job } = await full.queue.enqueue({ kind: 'drawer' }, 1, fromErp);
    expect((await full.queue.takeNext('main'))?.id).toBe(job.id);
    await expect(full.queue.enqueue(ticketDocument(), 2, fromErp)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await full.close();
    full.dispose();
  });

  test('a hundred wait at a time: one more takes the place of the oldest, which is told', async () => {
    const jobs: Job[] = [];
    for (let number = 0; number < 100; number += 1) jobs.push(await ask());
    const more = await Promise.all([ask(), ask()]);
    expect(harness.store.waitingDrawers()).toHaveLength(100);
    expect(jobs.slice(0, 3).map(stateOf)).toEqual(['expired', 'expired', 'queued']);
    expect(harness.changes).toContain(`${jobs[0]?.id} expired`);
    expect(more.map(stateOf)).toEqual(['queued', 'queued']);
  });

  describe('more than 30 within a minute', () => {
    const told: string[] = [];
    beforeEach(() => {
      told.length = 0;
      harness.events.on('drawer-opened-often', ({ id }) => told.push(id));
    });
    const open = async () => {
      const job = await ask();
      await harness.queue.settle(await harness.queue.begin(job, Uint8Array.of(1), paper), { state: 'printed' });
      return job;
    };
    const detailOf = ({ id }: Job) => harness.store.timeline(id)[0]?.detail;

    test('are told by the one that makes it so, in its story, too; none is refused', async () => {
      for (let number = 1; number <= 30; number += 1) await open();
      expect(told).toEqual([]);
      const job = await open();
      const after = await open();
      expect(told).toEqual([job.id]);
      expect([detailOf(job), detailOf(after)]).toEqual(['more than 30 openings within a minute', null]);
    });

    test('that come at once are told once', async () => {
      const jobs = await Promise.all(Array.from({ length: 40 }, () => ask()));
      expect(told).toEqual([jobs[30]?.id]);
    });

    test('go on: told once a minute', async () => {
      for (let number = 1; number <= 31 + 2 * 61; number += 1) {
        await open();
        if (number > 31) harness.clock.pass(1_000);
      }
      expect(told).toHaveLength(3);
    });

    test('30 a minute are none', async () => {
      for (let number = 1; number <= 90; number += 1) {
        await open();
        harness.clock.pass(2_000);
      }
      expect(told).toEqual([]);
    });

    test('a clock that is set makes none of it', async () => {
      for (let number = 1; number <= 31; number += 1) {
        await open();
        harness.clock.set(harness.clock.now() + (number % 2 === 0 ? 3_600_000 : -3_600_000));
        harness.clock.pass(2_000);
      }
      expect(told).toEqual([]);
    });
  });
});
