import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobDocument } from '../../src/main/documents/document.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { fromErp, ticketDocument } from './new-job.ts';
import { createQueueHarness } from './queue-harness.ts';

const paper = { columns: 48, dots: 576 } as const;
const fromWindow = { source: 'window', address: null } as const;
const dayMs = 24 * 3600 * 1000;

let harness: ReturnType<typeof createQueueHarness>;
beforeEach(() => {
  harness = createQueueHarness();
});
afterEach(async () => {
  await harness.close();
  harness.dispose();
});

const ask = async (document: JobDocument): Promise<Job> => (await harness.queue.enqueue(document, 2, fromErp)).job;
const ticket = (orderId = 42) => ask(ticketDocument({ orderId }));
const restart = async () => {
  await harness.close();
  // Ids are made of the time.
  harness.clock.pass(1);
  Object.assign(harness, harness.reopen());
};

/** All that waits is too late. */
const expireAll = async (): Promise<void> => {
  harness.clock.pass(900_000);
  expect(await harness.queue.takeNext('main')).toBeNull();
};

async function end(job: Job, state: 'drawn' | 'printed'): Promise<Job> {
  return harness.queue.settle(await harness.queue.begin(job, Uint8Array.of(1), paper), { state });
}

describe('a paper that did not come out in time', () => {
  test.each<[string, JobDocument]>([
    ['ticket', ticketDocument()],
    ['cash-out', { kind: 'cashout', amount: '15000', notes: null, employeeName: null }],
    ['test page', { kind: 'test' }],
  ])('%s: is put back by a person, with 15 minutes of its own and the date of its request', async (_, document) => {
    const { id, createdAt } = await ask(document);
    await expireAll();
    const again = await harness.queue.retry(id);
    expect(again).toMatchObject({ id, state: 'queued', error: null, decision: null, documentDate: createdAt });
    expect(again).toMatchObject({ duplicata: false, expiresAt: harness.clock.now() + 900_000 });
    harness.clock.pass(899_999);
    expect((await harness.queue.takeNext('main'))?.id).toBe(id);
    harness.clock.pass(1);
    expect(await harness.queue.takeNext('main')).toBeNull();
    expect(harness.store.get(id)).toMatchObject({ state: 'expired', decision: 'open' });
  });

  test('expires by itself again, without anybody looking for work', async () => {
    const quick = createQueueHarness({ ticketTtlMs: 1 });
    const { id } = (await quick.queue.enqueue(ticketDocument(), 2, fromErp)).job;
    for (const _ of ['first', 'again']) {
      quick.clock.pass(5);
      expect((await quick.queue.waitForOutcome(id, 5_000)).state).toBe('expired');
      expect((await quick.queue.retry(id)).state).toBe('queued');
    }
    await quick.close();
    quick.dispose();
  });

  test('a drawer is never put back: nobody stands there any more', async () => {
    const { id } = await ask({ kind: 'drawer' });
    await expireAll();
    await expect(harness.queue.retry(id)).rejects.toMatchObject({
      code: 'JOB_STATE_CONFLICT',
      message: expect.stringContaining('tiroir'),
    });
    await expect(harness.queue.leave(id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    expect(await harness.queue.retryExpired()).toEqual({ done: 0, left: 0 });
    expect(harness.store.get(id)?.state).toBe('expired');
  });

  test('all are put back at once, in their order; a second time there is nothing to do', async () => {
    const jobs = [await ticket(1), await ask({ kind: 'drawer' }), await ticket(2), await ticket(3)];
    await expireAll();
    await harness.queue.leave(jobs[2]?.id ?? '');
    const [first, second] = await Promise.all([harness.queue.retryExpired(), harness.queue.retryExpired()]);
    expect([first, second]).toEqual([
      { done: 2, left: 0 },
      { done: 0, left: 0 },
    ]);
    expect(harness.store.list({ limit: 10, states: ['queued'] }).map(({ orderId }) => orderId)).toEqual([3, 1]);
    expect((await harness.queue.takeNext('main'))?.orderId).toBe(1);
  });

  test('a round is bounded; what is left is told, and the next one goes on', async () => {
    await Promise.all(Array.from({ length: 230 }, (_, index) => ticket(index + 1)));
    await expireAll();
    expect(await harness.queue.retryExpired()).toEqual({ done: 200, left: 30 });
    expect(await harness.queue.retryExpired()).toEqual({ done: 30, left: 0 });
    expect(harness.store.count('queued')).toBe(230);
  });

  test('no more are put back than the queue takes, and none is lost for it', async () => {
    for (const order of [1, 2, 3]) await ticket(order);
    await expireAll();
    harness.queue.setLimits({ ticketTtlMs: 900_000, drawerTtlMs: 10_000, maxWaiting: 2 });
    expect(await harness.queue.retryExpired()).toEqual({ done: 2, left: 1 });
    await expect(harness.queue.retryExpired()).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(harness.store.countExpired().open).toBe(1);
  });

  test('that nobody wants is left: over a restart, and told once', async () => {
    const [one, two] = [await ticket(1), await ticket(2)];
    await expireAll();
    harness.changes.splice(0);
    expect(await harness.queue.leave(one.id)).toMatchObject({ state: 'expired', decision: 'left' });
    await harness.queue.leave(one.id);
    expect(harness.changes).toEqual([`${one.id} expired`]);
    await restart();
    await harness.queue.recover();
    expect(harness.store.countExpired().open).toBe(1);
    expect(await harness.queue.leaveExpired()).toEqual({ done: 1, left: 0 });
    expect(harness.store.timeline(one.id).filter(({ detail }) => detail !== null)).toHaveLength(1);
    // It is still in the journal, and one ticket of it can still be wanted.
    expect((await harness.queue.retry(two.id)).state).toBe('queued');
  });

  test('that is printed as a new job asks no more, and cannot be put back beside it', async () => {
    const { id } = await ticket();
    await expireAll();
    const copy = await harness.queue.reprint(id, fromWindow);
    expect(copy).toMatchObject({ reprintOf: id, duplicata: false, source: 'window' });
    expect(harness.store.get(id)).toMatchObject({ state: 'expired', decision: 'reprinted' });
    expect(harness.store.countExpired().open).toBe(0);
    await expect(harness.queue.retry(id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    await expect(harness.queue.leave(id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    // A second original would be taken for a second sale.
    expect((await harness.queue.reprint(id, fromWindow)).duplicata).toBe(true);
  });

  test('nobody decides about what has come out, may have, or still may', async () => {
    const waiting = await ticket(1);
    await expect(harness.queue.leave(waiting.id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    const { id } = await end(waiting, 'printed');
    await expect(harness.queue.leave(id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    await expect(harness.queue.leave('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    await expect(harness.queue.retry('nobody')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('a paper that was only drawn', () => {
  test('is final: `?wait` ends, and it is reprinted as a first print; the next one is a DUPLICATA', async () => {
    const job = await ticket();
    const outcome = harness.queue.waitForOutcome(job.id, 60_000);
    const { id } = await end(job, 'drawn');
    expect((await outcome).state).toBe('drawn');
    const refusal = { code: 'JOB_STATE_CONFLICT', message: expect.stringContaining('« dessiné, sans papier »') };
    await expect(harness.queue.retry(id)).rejects.toMatchObject(refusal);
    await expect(harness.queue.cancel(id)).rejects.toMatchObject(refusal);
    await expect(harness.queue.confirm(id)).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
    const copy = await harness.queue.reprint(id, fromWindow);
    expect(copy).toMatchObject({ reprintOf: id, duplicata: false });
    expect(harness.store.get(id)?.state).toBe('drawn');
    expect((await harness.queue.reprint(id, fromWindow)).duplicata).toBe(true);
  });

  test('the drawn copy of a ticket that is on paper says DUPLICATA, as every copy of that', async () => {
    const original = await end(await ticket(), 'printed');
    const copy = await end(await harness.queue.reprint(original.id, fromWindow), 'drawn');
    expect((await harness.queue.reprint(copy.id, fromWindow)).duplicata).toBe(true);
  });

  test('of the last 24 h are offered, tickets and cash-outs, and printed in their order as first prints', async () => {
    await end(await ticket(1), 'drawn');
    harness.clock.pass(dayMs - 60_000);
    await end(await ticket(2), 'drawn');
    await end(await ask({ kind: 'test' }), 'drawn');
    await end(await ask({ kind: 'cashout', amount: '5', notes: null, employeeName: null }), 'drawn');
    await end(await ticket(3), 'printed');
    expect(harness.queue.countDrawn()).toBe(3);
    harness.clock.pass(60_001);
    expect(harness.queue.countDrawn()).toBe(2);
    expect(harness.queue.listDrawn(10).map(({ kind }) => kind)).toEqual(['cashout', 'ticket']);
    const [first, second] = await Promise.all([
      harness.queue.printDrawn(fromWindow),
      harness.queue.printDrawn(fromWindow),
    ]);
    expect([first, second]).toEqual([
      { done: 2, left: 0 },
      { done: 0, left: 0 },
    ]);
    const copies = harness.store.list({ limit: 10, states: ['queued'] }).toReversed();
    expect(copies.map(({ kind, duplicata, source }) => ({ kind, duplicata, source }))).toEqual([
      { kind: 'ticket', duplicata: false, source: 'window' },
      { kind: 'cashout', duplicata: false, source: 'window' },
    ]);
    expect(harness.queue.listDrawn(10)).toEqual([]);
  });

  test('no more are printed than the queue takes; the others are still offered', async () => {
    for (const order of [1, 2, 3]) await end(await ticket(order), 'drawn');
    harness.queue.setLimits({ ticketTtlMs: 900_000, drawerTtlMs: 10_000, maxWaiting: 2 });
    expect(await harness.queue.printDrawn(fromWindow)).toEqual({ done: 2, left: 1 });
    await expect(harness.queue.printDrawn(fromWindow)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(harness.queue.listDrawn(10).map(({ orderId }) => orderId)).toEqual([3]);
  });

  test('are not offered again once somebody has said so, over a restart; one of them can still be printed', async () => {
    const [one] = [await end(await ticket(1), 'drawn'), await end(await ticket(2), 'drawn')];
    expect(await harness.queue.leaveDrawn()).toEqual({ done: 2, left: 0 });
    await restart();
    expect(harness.queue.countDrawn()).toBe(0);
    expect((await harness.queue.reprint(one?.id ?? '', fromWindow)).duplicata).toBe(false);
  });
});

test('a cancelled ticket that was printed after all is a DUPLICATA the next time', async () => {
  const { id } = await harness.queue.cancel((await ticket()).id);
  expect((await harness.queue.reprint(id, fromWindow)).duplicata).toBe(false);
  expect((await harness.queue.reprint(id, fromWindow)).duplicata).toBe(true);
});
