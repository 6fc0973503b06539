import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Job } from '../../src/main/jobs/job.ts';
import { readDayStatistics } from '../../src/main/jobs/job-views.ts';
import { fromErp, ticketDocument } from './new-job.ts';
import { createQueueHarness } from './queue-harness.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const year = 365 * day;
const paper = { columns: 48, dots: 576 } as const;
const key = { key: 'k', fingerprint: 'f' };

/** What is done to the wall clock of a till. */
const jumps: [string, number][] = [
  ['forward by 11 years, to 2037', 11 * year],
  ['back by 26 years, to 2000', -26 * year],
  ['forward by a day', day],
  ['back by an hour', -60 * minute],
];

describe('a clock that is wrong, or set right', () => {
  let harness: ReturnType<typeof createQueueHarness>;
  beforeEach(() => {
    harness = createQueueHarness();
  });
  afterEach(async () => {
    await harness.close();
    harness.dispose();
  });

  const ticket = (orderId = 42, idempotency?: typeof key) =>
    harness.queue.enqueue(ticketDocument({ orderId }), 2, fromErp, idempotency);
  const drawer = () => harness.queue.enqueue({ kind: 'drawer' }, 1, fromErp);
  const jump = (ms: number) => harness.clock.set(harness.clock.now() + ms);
  const stateOf = ({ id }: Job) => harness.store.get(id)?.state;
  /** Stopped, and started again behind that gap; the machine's monotonic clock goes on with it. */
  const restart = async (gap: number, how: 'stop' | 'crash' = 'stop') => {
    if (how === 'stop') await harness.close();
    else await harness.store.close();
    jump(gap);
    harness.clock.pass(0);
    Object.assign(harness, harness.reopen());
    await harness.queue.recover();
  };

  describe.each(jumps)('%s', (_name, ms) => {
    test('while it runs: a ticket waits as long as ever, and the hour at which it is given up is right', async () => {
      const { job } = await ticket();
      harness.clock.pass(5 * minute);
      jump(ms);
      expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
      expect(harness.store.get(job.id)?.expiresAt).toBe(harness.clock.now() + 10 * minute);
      harness.clock.pass(10 * minute - 1);
      expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
      harness.clock.pass(1);
      expect(await harness.queue.takeNext('main')).toBeNull();
      expect(stateOf(job)).toBe('expired');
    });

    test('and back: nothing that is over comes out again', async () => {
      const { job } = await ticket();
      harness.clock.pass(15 * minute);
      jump(ms);
      expect(await harness.queue.takeNext('main')).toBeNull();
      jump(-ms);
      expect(await harness.queue.takeNext('main')).toBeNull();
      expect(stateOf(job)).toBe('expired');
    });

    test('while it runs: the ERP’s repeated call is no second ticket', async () => {
      const { job } = await ticket(1, key);
      jump(ms);
      expect(await ticket(1, key)).toMatchObject({ replayed: true, job: { id: job.id } });
      // Of the new time, too.
      const { job: other } = await ticket(2, { key: 'l', fingerprint: 'f' });
      jump(-ms);
      expect(await ticket(2, { key: 'l', fingerprint: 'f' })).toMatchObject({ replayed: true, job: { id: other.id } });
      harness.clock.pass(day + 1);
      expect(await ticket(1, key)).toMatchObject({ replayed: false });
    });

    test('while it runs: what is accepted then has its whole time', async () => {
      const { job: before } = await ticket();
      jump(ms);
      const { job } = await ticket();
      await harness.queue.cancel(before.id);
      harness.clock.pass(15 * minute - 1);
      expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
      harness.clock.pass(1);
      expect(await harness.queue.takeNext('main')).toBeNull();
    });
  });

  const implausible = jumps.filter(([, ms]) => ms < 0 || ms >= 7 * day);
  test.each(implausible)('over a restart, %s: the gap counts nothing', async (_name, ms) => {
    await harness.queue.recover();
    const { job } = await ticket(1, key);
    harness.clock.pass(5 * minute);
    await restart(ms);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    expect(harness.store.get(job.id)?.expiresAt).toBe(harness.clock.now() + 10 * minute);
    expect(await ticket(1, key)).toMatchObject({ replayed: true });
    harness.clock.pass(10 * minute);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('over a restart the gap counts by the wall clock, if that is plausible', async () => {
    await harness.queue.recover();
    const { job } = await ticket();
    harness.clock.pass(5 * minute);
    await restart(9 * minute);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    await restart(minute);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('started in 2000 after a crash, and set right while it runs: the ticket goes on waiting', async () => {
    await harness.queue.recover();
    const { job } = await ticket();
    harness.clock.pass(minute);
    await restart(-26 * year, 'crash');
    harness.clock.pass(minute);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    jump(26 * year);
    harness.clock.pass(minute);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    harness.clock.pass(13 * minute);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(stateOf(job)).toBe('expired');
  });

  test('a journal of a version that gave no signs: its tickets survive a start in 2037, too', async () => {
    const { job } = await ticket();
    await restart(11 * year, 'crash');
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
  });

  test('a version that gave no signs may have run in between: its last job is the sign', async () => {
    await harness.queue.recover();
    await restart(21 * day);
    // As that version does it: no sign of life.
    await harness.close();
    jump(21 * day);
    const older = harness.reopen();
    const { job } = await older.queue.enqueue(ticketDocument(), 2, fromErp);
    await older.close();
    jump(5 * minute);
    Object.assign(harness, harness.reopen());
    expect(harness.store.lastSign()).toMatchObject({ at: job.createdAt });
    expect(harness.store.get(job.id)?.expiresAt).toBe(harness.clock.now() + 10 * minute);
  });

  test('the disk is full when the clock is set: nothing expires; it is written when there is room', async () => {
    const { job } = await ticket();
    const { transact } = harness.store;
    const full = vi.spyOn(harness.store, 'transact').mockRejectedValue(new Error('disk is full'));
    jump(11 * year);
    await expect(harness.queue.takeNext('main')).rejects.toThrow('disk is full');
    full.mockImplementation(transact);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    expect(harness.store.get(job.id)?.expiresAt).toBe(harness.clock.now() + 15 * minute);
  });

  test('a machine that slept: the ticket waits on, the drawer does not open', async () => {
    const { job: opening } = await drawer();
    const { job } = await ticket();
    jump(11_000);
    expect((await harness.queue.takeNext('main'))?.id).toBe(job.id);
    expect(harness.store.get(opening.id)).toMatchObject({ state: 'expired', error: { code: 'DRAWER_EXPIRED' } });
  });

  test('no drawer is revived by any of it', async () => {
    for (const [, ms] of jumps) {
      const { job } = await drawer();
      harness.clock.pass(10_000);
      jump(ms);
      expect(await harness.queue.takeNext('main')).toBeNull();
      expect(stateOf(job)).toBe('expired');
      await restart(ms);
      expect(stateOf(job)).toBe('expired');
    }
  });

  test.each([
    // 02:30 twice, and midnight of the next day.
    ['2026-10-25', ['2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T23:00Z'], { 2: 2 }],
    // 01:30, 03:30 an hour later, and midnight of the next day.
    ['2026-03-29', ['2026-03-29T00:30Z', '2026-03-29T01:30Z', '2026-03-29T22:00Z'], { 1: 1, 3: 1 }],
  ])('the night in which summer time begins or ends (%s) is a day like others', async (day, times, hours) => {
    const { clock, queue, store } = harness;
    for (const time of times) {
      clock.set(Date.parse(time));
      const { job } = await ticket();
      expect(job.expiresAt - job.createdAt).toBe(15 * minute);
      await queue.settle(await queue.begin(job, Uint8Array.of(1), paper), { state: 'printed' });
    }
    const { printed, byHour } = readDayStatistics(store, Date.parse(times[1] ?? ''), 'Europe/Paris');
    expect([day, printed]).toEqual([day, 2]);
    expect(byHour.flatMap((count, hour) => (count > 0 ? [[hour, count]] : []))).toEqual(
      Object.entries(hours).map(([hour, count]) => [Number(hour), count]),
    );
  });

  test('the time from acceptance to paper is that of tickets between which nobody set the clock', async () => {
    const { clock, queue, store } = harness;
    const from = clock.now();
    for (const ms of [2_000, 4_000, 11 * year, 6_000]) {
      const { job } = await ticket();
      await queue.begin(job, Uint8Array.of(1), paper);
      if (ms > day) jump(ms);
      else clock.pass(ms);
      await queue.settle(job, { state: 'printed' });
      if (ms > day) jump(-ms);
    }
    const { printed, medianMsToPaper } = store.statistics({ from, before: from + day, timeZone: 'Africa/Algiers' });
    expect({ printed, medianMsToPaper }).toEqual({ printed: 4, medianMsToPaper: 4_000 });
  });
});

describe('signs of life', () => {
  let harness: ReturnType<typeof createQueueHarness>;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    harness = createQueueHarness();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await harness.close();
    harness.dispose();
  });
  const sign = () => harness.store.lastSign();

  test('are given from the start on, once a minute, and the end is told', async () => {
    const { clock, queue, store } = harness;
    expect(sign()).toBeNull();
    await queue.recover();
    await vi.waitFor(() => expect(sign()).toEqual({ at: clock.now(), kind: 'sign' }));
    clock.pass(minute);
    vi.advanceTimersByTime(minute);
    await vi.waitFor(() => expect(sign()?.at).toBe(clock.now()));
    clock.pass(7_000);
    const { job } = await queue.enqueue(ticketDocument(), 2, fromErp);
    expect(sign()).toEqual({ at: job.createdAt, kind: 'sign' });
    clock.pass(1_000);
    await queue.close();
    expect(sign()).toEqual({ at: clock.now(), kind: 'end' });
    expect(vi.getTimerCount()).toBe(0);
    expect(store.get(job.id)?.state).toBe('queued');
  });

  test('a start that does not go on gives none', async () => {
    await harness.close();
    Object.assign(harness, harness.reopen());
    expect(sign()).toBeNull();
  });

  test('a disk that takes none stops nothing', async () => {
    const { queue, store } = harness;
    await queue.recover();
    vi.spyOn(store, 'transact').mockRejectedValue(new Error('disk is full'));
    vi.advanceTimersByTime(minute);
    await queue.close();
    expect(sign()?.kind).not.toBe('end');
  });
});
