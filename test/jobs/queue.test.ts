import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import type { Job, Settlement } from '../../src/main/jobs/job.ts';
import { fromErp, ticketDocument } from './new-job.ts';
import { createQueueHarness } from './queue-harness.ts';

const paper = { columns: 48, dots: 576 } as const;

describe('the queue', () => {
  let harness: ReturnType<typeof createQueueHarness>;
  const ticket = (orderId: number | string = 42) => harness.queue.enqueue(ticketDocument({ orderId }), 2, fromErp);
  const drawer = () => harness.queue.enqueue({ kind: 'drawer' }, 1, fromErp);
  const print = async (job: Job, state: Settlement['state']) => {
    const printing = await harness.queue.begin(job, Uint8Array.of(1, 2, 3), paper);
    return harness.queue.settle(printing, { state });
  };

  beforeEach(() => {
    harness = createQueueHarness();
  });
  afterEach(async () => {
    await harness.close();
    harness.dispose();
  });

  test('an accepted job is on disk before it is answered', async () => {
    const { job } = await ticket();
    await harness.close();
    Object.assign(harness, harness.reopen());
    expect(harness.store.get(job.id)).toEqual(job);
  });

  test('two equal requests are two jobs: an order is legitimately printed twice', async () => {
    const [first, second] = await Promise.all([ticket(), ticket()]);
    expect(first.job.id).not.toBe(second.job.id);
    expect(harness.queue.accepted).toEqual({ print: 2, drawer: 0 });
  });

  test('the same key and request is the same job, also when both arrive at once', async () => {
    const idempotency = { key: 'k1', fingerprint: 'f' };
    const ask = () => harness.queue.enqueue(ticketDocument(), 2, fromErp, idempotency);
    const [first, second] = await Promise.all([ask(), ask()]);
    const third = await ask();
    expect([first.replayed, second.replayed, third.replayed]).toEqual([false, true, true]);
    expect(new Set([first.job.id, second.job.id, third.job.id]).size).toBe(1);
    expect(harness.queue.accepted.print).toBe(1);
  });

  test('the same key with another request is refused; after 24 h it is a new one', async () => {
    await harness.queue.enqueue(ticketDocument(), 2, fromErp, { key: 'k1', fingerprint: 'f' });
    const other = () =>
      harness.queue.enqueue(ticketDocument({ orderId: 7 }), 2, fromErp, { key: 'k1', fingerprint: 'g' });
    await expect(other()).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    harness.clock.pass(24 * 3600 * 1000 + 1);
    expect(await other()).toMatchObject({ replayed: false, job: { orderId: 7 } });
  });

  test('the same key whose job was lost is refused: it may be on paper', async () => {
    const key = { key: 'k1', fingerprint: 'f' };
    const record = { ...key, jobId: 'lost', createdAt: harness.clock.now() };
    await harness.store.transact((transaction) => transaction.saveIdempotency(record));
    const again = harness.queue.enqueue(ticketDocument(), 2, fromErp, key);
    await expect(again).rejects.toMatchObject({ code: 'JOB_LOST' });
    expect(harness.queue.accepted.print).toBe(0);
  });

  test('a full queue refuses one more, and a refusal leaves no key behind', async () => {
    const small = createQueueHarness({ maxWaiting: 1 });
    await small.queue.enqueue(ticketDocument(), 2, fromErp);
    const key = { key: 'k', fingerprint: 'f' };
    await expect(small.queue.enqueue(ticketDocument(), 2, fromErp, key)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    const next = await small.queue.takeNext('main');
    await small.queue.begin(next as Job, new Uint8Array(), paper);
    expect(await small.queue.enqueue(ticketDocument(), 2, fromErp, key)).toMatchObject({ replayed: false });
    await small.close();
    small.dispose();
  });

  test('a drawer expires after 10 s, a ticket after 15 min, each with its reason', async () => {
    const { job: opening } = await drawer();
    const { job: paper } = await ticket();
    harness.clock.pass(10_000);
    expect((await harness.queue.takeNext('main'))?.id).toBe(paper.id);
    expect(harness.store.get(opening.id)).toMatchObject({ state: 'expired', error: { code: 'DRAWER_EXPIRED' } });
    harness.clock.pass(890_000);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(harness.store.get(paper.id)).toMatchObject({ state: 'expired', error: { code: 'TICKET_EXPIRED' } });
  });

  test('a clock set back does not keep an old drawer request alive', async () => {
    const { job } = await drawer();
    harness.clock.pass(10_000);
    harness.clock.set(harness.clock.now() - 3_600_000);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(harness.store.get(job.id)?.state).toBe('expired');
  });

  test('expires by itself, without anybody looking for work', async () => {
    const quick = createQueueHarness({ drawerTtlMs: 1 });
    const { job } = await quick.queue.enqueue({ kind: 'drawer' }, 1, fromErp);
    quick.clock.pass(5);
    const settled = await quick.queue.waitForOutcome(job.id, 5_000);
    expect(settled.state).toBe('expired');
    await quick.close();
    quick.dispose();
  });

  test('at start what was being printed is doubtful, what asked for the drawer is over, tickets wait on', async () => {
    const { job: interrupted } = await ticket();
    await harness.queue.begin(interrupted, Uint8Array.of(1), paper);
    const { job: waiting } = await ticket();
    const { job: opening } = await drawer();
    await harness.close();
    Object.assign(harness, harness.reopen());
    await harness.queue.recover();
    expect(harness.store.get(interrupted.id)).toMatchObject({ state: 'uncertain', error: { code: 'INTERRUPTED' } });
    expect(harness.store.get(opening.id)).toMatchObject({ state: 'expired', error: { code: 'DRAWER_EXPIRED' } });
    expect((await harness.queue.takeNext('main'))?.id).toBe(waiting.id);
  });

  test('a full disk at the start: it goes on, and prints nothing before that is written', async () => {
    const { job: interrupted } = await ticket();
    await harness.queue.begin(interrupted, Uint8Array.of(1), paper);
    const { job: waiting } = await ticket();
    const { job: opening } = await drawer();
    await harness.close();
    Object.assign(harness, harness.reopen());
    const full = new AgentError('STORAGE_UNAVAILABLE', 'plein');
    const transact = vi.spyOn(harness.store, 'transact').mockRejectedValue(full);
    await harness.queue.recover();
    await expect(harness.queue.takeNext('main')).rejects.toBe(full);
    transact.mockRestore();
    expect((await harness.queue.takeNext('main'))?.id).toBe(waiting.id);
    expect(harness.store.get(interrupted.id)?.state).toBe('uncertain');
    expect(harness.store.get(opening.id)?.state).toBe('expired');
  });

  test('a disk that was full at the start: a drawer that is accepted once there is room is none of before', async () => {
    const { job: before } = await drawer();
    await harness.close();
    harness.clock.pass(1);
    Object.assign(harness, harness.reopen());
    const transact = vi.spyOn(harness.store, 'transact');
    transact.mockRejectedValueOnce(new AgentError('STORAGE_UNAVAILABLE', 'plein'));
    await harness.queue.recover();
    const { job: opening } = await drawer();
    expect((await harness.queue.takeNext('main'))?.id).toBe(opening.id);
    expect(harness.store.get(before.id)?.state).toBe('expired');
  });

  describe('what a person may do', () => {
    test('cancel what waits, and nothing that is under way', async () => {
      const { job } = await ticket();
      expect((await harness.queue.cancel(job.id)).state).toBe('cancelled');
      const { job: started } = await ticket();
      await harness.queue.begin(started, new Uint8Array(), paper);
      await expect(harness.queue.cancel(started.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      await expect(harness.queue.cancel('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    });

    test('retry what failed, with a new time to live', async () => {
      const { job } = await ticket();
      await print(job, 'failed');
      harness.clock.pass(899_000);
      const again = await harness.queue.retry(job.id);
      expect(again).toMatchObject({ state: 'queued', error: null, expiresAt: harness.clock.now() + 900_000 });
      const { job: printed } = await ticket();
      await print(printed, 'printed');
      await expect(harness.queue.retry(printed.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    });

    test('never what is being printed just now: it would come out twice, or be called printed too soon', async () => {
      const { job } = await ticket();
      await harness.queue.begin(job, new Uint8Array(), paper);
      await expect(harness.queue.retry(job.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      await expect(harness.queue.confirm(job.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      expect(harness.store.get(job.id)?.state).toBe('printing');
    });

    test('confirm a doubtful job', async () => {
      const { job } = await ticket();
      await print(job, 'uncertain');
      expect((await harness.queue.confirm(job.id)).state).toBe('printed');
      await expect(harness.queue.confirm(job.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    });

    test('reprint a doubtful job once: a new job, marked DUPLICATA, with the original date', async () => {
      const { job } = await ticket();
      await print(job, 'uncertain');
      harness.clock.pass(60_000);
      const copy = await harness.queue.reprint(job.id, fromErp);
      expect(copy).toMatchObject({ state: 'queued', reprintOf: job.id, duplicata: true, documentDate: job.createdAt });
      expect(harness.store.get(job.id)?.state).toBe('reprinted');
      await expect(harness.queue.reprint(job.id, fromErp)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    });

    test.each(['printed', 'sent'] as const)(
      'reprint what was %s as a DUPLICATA, its own state untouched',
      async (state) => {
        const { job } = await ticket();
        await print(job, state);
        expect(await harness.queue.reprint(job.id, fromErp)).toMatchObject({ duplicata: true, reprintOf: job.id });
        expect(harness.store.get(job.id)?.state).toBe(state);
      },
    );

    test('print an expired ticket by hand: nothing of it is on paper, so it is no DUPLICATA', async () => {
      const { job } = await ticket();
      harness.clock.pass(900_000);
      await harness.queue.takeNext('main');
      expect(await harness.queue.reprint(job.id, fromErp)).toMatchObject({ duplicata: false, reprintOf: job.id });
    });

    test('never reprint a drawer, a waiting or a failed job', async () => {
      const { job: opening } = await drawer();
      await print(opening, 'printed');
      const { job: waiting } = await ticket();
      const { job: failed } = await ticket();
      await print(failed, 'failed');
      for (const { id } of [opening, waiting, failed]) {
        await expect(harness.queue.reprint(id, fromErp)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      }
    });
  });

  test('every job remembers who asked for it, a copy who asked for the copy', async () => {
    const { job } = await ticket();
    expect(job).toMatchObject({ source: 'erp', sourceAddress: '192.168.1.9', amount: '150' });
    await print(job, 'printed');
    const fromWindow = { source: 'window', address: null } as const;
    expect(await harness.queue.reprint(job.id, fromWindow)).toMatchObject({ source: 'window', sourceAddress: null });
    const legacy = await harness.queue.enqueueDuplicate(42, 1, { source: 'erp', address: '10.0.0.1' });
    expect(legacy.job).toMatchObject({ sourceAddress: '10.0.0.1', amount: '150' });
  });

  test('new limits hold for what is accepted from now on', async () => {
    await ticket();
    harness.queue.setLimits({ ticketTtlMs: 60_000, drawerTtlMs: 2_000, maxWaiting: 3 });
    const { job } = await ticket();
    expect(job.expiresAt).toBe(harness.clock.now() + 60_000);
    const { job: opening } = await drawer();
    await expect(ticket()).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    harness.clock.pass(2_000);
    await harness.queue.takeNext('main');
    expect(harness.store.get(opening.id)?.state).toBe('expired');
    harness.clock.pass(58_000);
    await harness.queue.takeNext('main');
    expect(harness.store.get(job.id)?.state).toBe('expired');
    expect(harness.store.count('queued')).toBe(1);
  });

  test('the legacy call prints the last ticket of the order again', async () => {
    await ticket(42);
    const { job: last } = await harness.queue.enqueue(
      ticketDocument({ orderId: 42, customerName: 'Amel' }),
      2,
      fromErp,
    );
    const { job } = await harness.queue.enqueueDuplicate(42, 1, fromErp);
    expect(job).toMatchObject({ reprintOf: last.id, duplicata: true, priority: 1, document: { customerName: 'Amel' } });
    await expect(harness.queue.enqueueDuplicate(7, 1, fromErp)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });

  test('waits for an outcome, or until its time is over', async () => {
    const { job } = await ticket();
    const listeners = harness.events.listenerCount('job-changed');
    expect((await harness.queue.waitForOutcome(job.id, 1)).state).toBe('queued');
    const outcome = harness.queue.waitForOutcome(job.id, 10_000);
    await print(job, 'sent');
    expect((await outcome).state).toBe('sent');
    expect((await harness.queue.waitForOutcome(job.id, 10_000)).state).toBe('sent');
    expect(harness.events.listenerCount('job-changed')).toBe(listeners);
    await expect(harness.queue.waitForOutcome('no such job', 1)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });

  test('who waits at the end gets the last state, and asks nothing of a closed journal', async () => {
    const other = createQueueHarness();
    const { job } = await other.queue.enqueue(ticketDocument({ orderId: 1 }), 1, fromErp);
    const waiting = other.queue.waitForOutcome(job.id, 10_000);
    await other.queue.begin(job, new Uint8Array(1), { columns: 32, dots: 384 });
    other.queue.close();
    // Who comes later waits no more: the journal is open until the last of them is answered.
    expect((await other.queue.waitForOutcome(job.id, 10_000)).state).toBe('printing');
    await other.close();
    expect((await waiting).state).toBe('printing');
    expect(other.events.listenerCount('job-changed')).toBe(1);
    other.dispose();
  });

  test('whose caller has gone is waited for no more', async () => {
    const { job } = await ticket();
    const gone = new AbortController();
    const waiting = harness.queue.waitForOutcome(job.id, 10_000, gone.signal);
    gone.abort();
    expect((await waiting).state).toBe('queued');
  });

  test('announces every step after it is on disk', async () => {
    const { job } = await ticket();
    await print(job, 'printed');
    expect(harness.changes).toEqual([`${job.id} queued`, `${job.id} printing`, `${job.id} printed`]);
  });
});
