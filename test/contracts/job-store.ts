import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentError } from '../../src/main/errors.ts';
import type { JobStore, NewJob } from '../../src/main/jobs/job-store.ts';
import { newJob } from '../jobs/new-job.ts';

export interface JobStoreHarness {
  open(): JobStore;
  dispose(): Promise<void>;
}

/** Every sentence of job-store.ts, for any implementation. */
export function describeJobStore(name: string, setUp: () => Promise<JobStoreHarness>): void {
  describe(`job store: ${name}`, () => {
    let harness: JobStoreHarness;
    let store: JobStore;
    const insert = (job: Partial<NewJob> = {}) => store.transact((transaction) => transaction.insert(newJob(job)));
    const change = (id: string, state: Parameters<typeof moveTo>[1]) => moveTo(id, state);
    const moveTo = (id: string, state: 'printing' | 'printed' | 'uncertain' | 'failed' | 'queued' | 'expired') =>
      store.transact((transaction) => transaction.change(id, { state, at: 2_000 }));

    beforeEach(async () => {
      harness = await setUp();
      store = harness.open();
    });
    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    test('gives back what was inserted', async () => {
      const job = await insert({ id: 'a', orderId: 42, expiresAt: 99_000, reprintOf: 'z', duplicata: true });
      expect(store.get('a')).toEqual(job);
      expect(job).toMatchObject({ state: 'queued', error: null, reprintOf: 'z', duplicata: true, expiresAt: 99_000 });
      expect(store.get('nobody')).toBeNull();
    });

    test('takes drawers first, then by priority, then by arrival', async () => {
      await insert({ id: 'late', priority: 2 });
      await insert({ id: 'later', priority: 2 });
      await insert({ id: 'urgent', priority: 1 });
      await insert({ id: 'drawer', kind: 'drawer', document: { kind: 'drawer' }, orderId: null, priority: 3 });
      const order: string[] = [];
      for (let job = store.next(); job !== null; job = store.next()) {
        order.push(job.id);
        await change(job.id, 'printing');
      }
      expect(order).toEqual(['drawer', 'urgent', 'late', 'later']);
    });

    test('keeps state, error, time and a timeline of every step', async () => {
      await insert({ id: 'a' });
      await change('a', 'printing');
      const error = { code: 'PAPER', message: 'Plus de papier' };
      await store.transact((t) => t.change('a', { state: 'uncertain', at: 3_000, error, detail: 'cut off' }));
      expect(store.get('a')).toMatchObject({ state: 'uncertain', updatedAt: 3_000, error });
      expect(store.timeline('a')).toEqual([
        { at: 1_000, state: 'queued', detail: null },
        { at: 2_000, state: 'printing', detail: null },
        { at: 3_000, state: 'uncertain', detail: 'cut off' },
      ]);
    });

    test('refuses a state that the table forbids, and an unknown job, and keeps nothing of it', async () => {
      await insert({ id: 'a' });
      await expect(change('a', 'printed')).rejects.toMatchObject({ code: 'JOB_STATE_CONFLICT' });
      await expect(change('b', 'printing')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
      expect(store.get('a')?.state).toBe('queued');
    });

    test('keeps the bytes that went to the printer', async () => {
      const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) & 255);
      await insert({ id: 'a' });
      expect(store.bytes('a')).toBeNull();
      await store.transact((transaction) => transaction.change('a', { state: 'printing', at: 2_000, bytes }));
      expect(new Uint8Array(store.bytes('a') ?? [])).toEqual(bytes);
    });

    test('lists newest first, by state, page by page', async () => {
      for (const id of ['a', 'b', 'c', 'd']) {
        await insert({ id });
      }
      await change('b', 'printing');
      await change('d', 'expired');
      const ids = (filter: Parameters<JobStore['list']>[0]) => store.list(filter).map((job) => job.id);
      expect(ids({ limit: 10 })).toEqual(['d', 'c', 'b', 'a']);
      expect(ids({ limit: 10, states: ['printing', 'expired'] })).toEqual(['d', 'b']);
      const before = store.list({ limit: 2 }).at(-1)?.sequence ?? 0;
      expect(ids({ limit: 2, before })).toEqual(['b', 'a']);
    });

    test('counts by state, and forgets what a failed transaction counted', async () => {
      await insert({ id: 'a' });
      await insert({ id: 'b' });
      await change('a', 'printing');
      await expect(
        store.transact((transaction) => {
          transaction.insert(newJob({ id: 'c' }));
          throw new TypeError('a bug');
        }),
      ).rejects.toThrow('a bug');
      expect([store.count('queued'), store.count('printing'), store.count('printed')]).toEqual([1, 1, 0]);
      expect(store.get('c')).toBeNull();
    });

    test('finds the last ticket of an order', async () => {
      await insert({ id: 'a', orderId: 42 });
      await insert({ id: 'b', orderId: 42 });
      await insert({ id: 'c', orderId: 'A-1' });
      expect(store.lastTicket(42)?.id).toBe('b');
      expect(store.lastTicket('42')?.id).toBe('b');
      expect(store.lastTicket('A-1')?.id).toBe('c');
      expect(store.lastTicket(7)).toBeNull();
    });

    test('knows what has expired and what will', async () => {
      await insert({ id: 'soon', expiresAt: 5_000 });
      await insert({ id: 'later', expiresAt: 9_000 });
      expect(store.nextExpiry()).toBe(5_000);
      expect(store.expired(4_999)).toEqual([]);
      expect(store.expired(5_000).map((job) => job.id)).toEqual(['soon']);
      await change('soon', 'printing');
      expect(store.expired(10_000).map((job) => job.id)).toEqual(['later']);
    });

    test('a work that refuses does not disturb those that share its commit', async () => {
      const results = await Promise.allSettled([
        insert({ id: 'a' }),
        store.transact(() => {
          throw new AgentError('NO', 'non');
        }),
        store.transact(() => {
          throw new TypeError('a bug');
        }),
        insert({ id: 'b' }),
      ]);
      expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      expect(store.list({ limit: 10 }).map((job) => job.id)).toEqual(['b', 'a']);
    });

    test('remembers idempotency keys', async () => {
      const record = { key: 'k', fingerprint: 'f', jobId: 'a', createdAt: 1_000 };
      await store.transact((transaction) => transaction.saveIdempotency(record));
      expect(await store.transact((transaction) => transaction.findIdempotency('k'))).toEqual(record);
      expect(await store.transact((transaction) => transaction.findIdempotency('other'))).toBeNull();
    });

    test('prunes old settled jobs with their bytes, never one that waits', async () => {
      for (const [id, createdAt] of [
        ['old-waiting', 1],
        ['old-done', 2],
        ['new-done', 50],
      ] as const) {
        await insert({ id, createdAt });
      }
      for (const id of ['old-done', 'new-done']) {
        await store.transact((t) => t.change(id, { state: 'printing', at: 60, bytes: new Uint8Array(3) }));
        await change(id, 'printed');
      }
      const rule = { createdBefore: 10, maxJobs: 100, idempotencyBefore: 0 };
      expect(await store.prune(rule)).toBe(1);
      expect(await store.prune(rule)).toBe(0);
      expect(store.list({ limit: 10 }).map((job) => job.id)).toEqual(['new-done', 'old-waiting']);
      expect([store.bytes('old-done'), store.timeline('old-done'), store.count('printed')]).toEqual([null, [], 1]);
    });

    test('keeps at most so many jobs', async () => {
      for (let number = 0; number < 30; number += 1) {
        await insert({ id: `job-${number}` });
        await change(`job-${number}`, 'expired');
      }
      await store.prune({ createdBefore: 0, maxJobs: 10, idempotencyBefore: 0 });
      expect(store.list({ limit: 100 })).toHaveLength(10);
      expect(store.get('job-29')).not.toBeNull();
    });

    test('after a close everything is still there, and nothing more is accepted', async () => {
      const pending = insert({ id: 'a' });
      await store.close();
      await pending;
      await expect(insert({ id: 'b' })).rejects.toMatchObject({ code: 'STOPPING' });
      store = harness.open();
      expect(store.list({ limit: 10 }).map((job) => job.id)).toEqual(['a']);
      expect(store.count('queued')).toBe(1);
    });
  });
}
