import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import type { JobStore, NewJob } from '../../src/main/jobs/job-store.ts';
import type { JobState } from '../../src/shared/job.ts';
import { newJob, ticketDocument } from '../jobs/new-job.ts';

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
    const moveTo = (id: string, state: JobState) =>
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
      for (let job = store.next('main'); job !== null; job = store.next('main')) {
        order.push(job.id);
        await change(job.id, 'printing');
      }
      expect(order).toEqual(['drawer', 'urgent', 'late', 'later']);
    });

    test('gives each station its own jobs', async () => {
      await insert({ id: 'kitchen', station: 'kitchen', priority: 1 });
      await insert({ id: 'main', priority: 2 });
      expect(store.next('main')?.id).toBe('main');
      expect(store.next('kitchen')).toMatchObject({ id: 'kitchen', station: 'kitchen' });
      expect(store.next('bar')).toBeNull();
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

    describe('searched', () => {
      const ids = (filter: Partial<Parameters<JobStore['list']>[0]>) =>
        store.list({ limit: 10, ...filter }).map((job) => job.id);
      const ticket = (id: string, createdAt: number, document: Parameters<typeof ticketDocument>[0]) =>
        insert({ id, createdAt, orderId: document?.orderId ?? 1, document: ticketDocument(document) });

      beforeEach(async () => {
        await ticket('lea', 100, { orderId: 1042, customerName: 'Léa Œuvrard' });
        await ticket('ahmed', 200, { orderId: 'A_42%', customerName: 'أَحمد', items: [], totalAmount: '99.5' });
        await ticket('nobody', 300, { orderId: 7 });
        await insert({ id: 'drawer', createdAt: 400, kind: 'drawer', orderId: null, document: { kind: 'drawer' } });
        const bank = { kind: 'cashout', amount: '15000', notes: 'Léa', employeeName: 'Léa' } as const;
        await insert({ id: 'bank', createdAt: 500, kind: 'cashout', orderId: null, document: bank });
      });

      test.each([
        ['42', ['ahmed', 'lea']],
        ['#1042', ['lea']],
        ['١٠٤٢', ['lea']],
        ['LEA', ['lea']],
        ['léa  oeuv', ['lea']],
        ['احمد', ['ahmed']],
        ['%', ['ahmed']],
        ['_', ['ahmed']],
        ['a_42', ['ahmed']],
        ['1042 lea', []],
        ["'); DROP TABLE jobs; --", []],
        [`x${'é'.repeat(100_000)}`, []],
        ['  ', ['bank', 'drawer', 'nobody', 'ahmed', 'lea']],
      ])('for %j', (text, found) => {
        expect(ids({ text })).toEqual(found);
      });

      test('by kind, days, amounts and states, alone and together, page by page', async () => {
        expect(ids({ kinds: ['drawer', 'cashout'] })).toEqual(['bank', 'drawer']);
        expect(ids({ kinds: [] })).toEqual([]);
        expect(ids({ createdFrom: 200, createdBefore: 400 })).toEqual(['nobody', 'ahmed']);
        expect(ids({ createdFrom: 301 })).toEqual(['bank', 'drawer']);
        expect(ids({ createdBefore: 100 })).toEqual([]);
        expect(ids({ amountFrom: '99.5' })).toEqual(['bank', 'nobody', 'ahmed', 'lea']);
        expect(ids({ amountFrom: '99.51', amountTo: '150' })).toEqual(['nobody', 'lea']);
        expect(ids({ amountTo: '99.5' })).toEqual(['ahmed']);
        await change('lea', 'printing');
        expect(ids({ states: ['printing', 'expired'], text: 'lea', amountFrom: '1', createdFrom: 1 })).toEqual(['lea']);
        expect(ids({ states: ['queued'], text: 'lea' })).toEqual([]);
        expect(ids({ limit: 1, text: '42' })).toEqual(['ahmed']);
        const [first] = store.list({ limit: 1, text: '42' });
        expect(ids({ limit: 1, text: '42', before: first?.sequence ?? 0 })).toEqual(['lea']);
      });

      test('finds the jobs of a day though somebody set the clock back', async () => {
        await ticket('set-back', 150, { orderId: 8 });
        expect(ids({ createdFrom: 100, createdBefore: 200 })).toEqual(['set-back', 'lea']);
      });
    });

    test('keeps who asked and the amount', async () => {
      await insert({ id: 'a', source: 'window', sourceAddress: null });
      await insert({ id: 'b', source: 'erp', sourceAddress: 'fe80::1' });
      expect(store.get('a')).toMatchObject({ source: 'window', sourceAddress: null, amount: '150' });
      expect(store.get('b')).toMatchObject({ source: 'erp', sourceAddress: 'fe80::1' });
    });

    describe('statistics', () => {
      const at = (time: string) => Date.parse(`2026-11-22T${time}Z`);
      const day = { from: at('00:00:00'), before: at('24:00:00'), timeZone: 'UTC' };
      const settle = async (
        createdAt: number,
        afterMs: number,
        end: 'printed' | 'drawn' | 'uncertain' | 'failed',
        kind?: 'drawer',
      ) => {
        const id = `job-${createdAt}`;
        await insert({ id, createdAt, ...(kind && { kind, orderId: null, document: { kind } }) });
        await store.transact((t) => t.change(id, { state: 'printing', at: createdAt + 5 }));
        await store.transact((t) => t.change(id, { state: end, at: createdAt + afterMs }));
        return id;
      };

      test('of an empty day are zeros', () => {
        const none = { drawn: 0, expired: 0, drawersExpired: 0 };
        const empty = { ...none, printed: 0, drawerOpenings: 0, uncertain: 0, failed: 0, medianMsToPaper: null };
        expect(store.statistics(day)).toEqual({ ...empty, byHour: new Array(24).fill(0) });
      });

      test('count papers, drawers and trouble of that day alone, by the hours of the zone', async () => {
        await settle(at('00:00:00') - 1, 10, 'printed');
        await settle(at('00:00:00'), 1_000, 'printed');
        await settle(at('09:59:59.999'), 2_000, 'printed');
        await settle(at('10:00:00'), 9_000, 'printed');
        await settle(at('10:15:00'), 50, 'printed', 'drawer');
        await settle(at('11:00:00'), 50, 'uncertain');
        await settle(at('12:00:00'), 50, 'failed');
        await settle(at('12:30:00'), 50, 'drawn');
        await settle(at('12:40:00'), 50, 'drawn');
        await insert({ id: 'late', createdAt: at('13:00:00') });
        await change('late', 'expired');
        for (const id of ['drawer', 'other drawer', 'third drawer']) {
          await insert({ id, createdAt: at('13:30:00'), kind: 'drawer', orderId: null, document: { kind: 'drawer' } });
          await change(id, 'expired');
        }
        await insert({ id: 'waits', createdAt: at('14:00:00') });
        await settle(at('24:00:00'), 10, 'printed');
        const statistics = store.statistics(day);
        expect(statistics).toMatchObject({ printed: 3, drawerOpenings: 1, uncertain: 1, failed: 1 });
        expect(statistics).toMatchObject({ drawn: 2, expired: 1, drawersExpired: 3 });
        expect(statistics.medianMsToPaper).toBe(2_000);
        expect(statistics.byHour).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, ...new Array(13).fill(0)]);
        const kathmandu = store.statistics({ ...day, timeZone: 'Asia/Kathmandu' }).byHour;
        expect([kathmandu[5], kathmandu[15], kathmandu.reduce((sum, count) => sum + count)]).toEqual([1, 2, 3]);
      });

      test('take no time from what a person confirmed hours later', async () => {
        const id = await settle(at('08:00:00'), 50, 'uncertain');
        await store.transact((t) => t.change(id, { state: 'printed', at: at('18:00:00') }));
        expect(store.statistics(day)).toMatchObject({ printed: 1, uncertain: 0, medianMsToPaper: null });
        await settle(at('09:00:00'), 400, 'printed');
        await settle(at('09:30:00'), 600, 'printed');
        expect(store.statistics(day).medianMsToPaper).toBe(500);
        // Nor from what a person has brought out after its time was over.
        await insert({ id: 'late', createdAt: at('10:00:00') });
        for (const state of ['expired', 'queued', 'printing', 'printed'] as const) {
          await store.transact((t) => t.change('late', { state, at: at('19:00:00') }));
        }
        expect(store.statistics(day)).toMatchObject({ printed: 4, medianMsToPaper: 500 });
      });
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

    describe('what has not come out', () => {
      const drawer = { kind: 'drawer', orderId: null, document: { kind: 'drawer' } } as const;
      const expire = async (id: string, job: Partial<NewJob> = {}) => {
        await insert({ id, ...job });
        await change(id, 'expired');
      };
      const draw = async (id: string, job: Partial<NewJob> = {}) => {
        await insert({ id, ...job });
        await change(id, 'printing');
        await change(id, 'drawn');
      };
      const decide = (id: string, decision: 'left' | 'reprinted') =>
        store.transact((transaction) => transaction.decide(id, decision, 7_000));
      const open = (limit = 10) => store.open(limit).map(({ id }) => id);

      test('in time asks for a decision, a drawer alone does not; both are counted, apart', async () => {
        await expire('a');
        await expire('drawer', drawer);
        await expire('b');
        expect(store.get('a')).toMatchObject({ state: 'expired', decision: 'open' });
        expect(store.get('drawer')).toMatchObject({ state: 'expired', decision: null });
        expect(store.countExpired()).toEqual({ open: 2, drawers: 1 });
        expect([open(), open(1)]).toEqual([['a', 'b'], ['a']]);
        expect(store.list({ limit: 10, states: ['expired'], decision: 'open' }).map(({ id }) => id)).toEqual([
          'b',
          'a',
        ]);
        expect(store.list({ limit: 10, decision: 'left' })).toEqual([]);
      });

      test('asks no more once somebody has decided, over restarts, and the story tells it', async () => {
        for (const id of ['left', 'reprinted', 'again', 'waits']) await expire(id);
        await decide('left', 'left');
        await decide('reprinted', 'reprinted');
        await change('again', 'queued');
        await store.close();
        store = harness.open();
        expect(store.countExpired()).toEqual({ open: 1, drawers: 0 });
        expect(open()).toEqual(['waits']);
        expect(store.get('left')).toMatchObject({ state: 'expired', decision: 'left', updatedAt: 7_000 });
        expect(store.get('reprinted')?.decision).toBe('reprinted');
        expect(store.get('again')).toMatchObject({ state: 'queued', decision: null });
        expect(store.timeline('left').at(-1)).toEqual({
          at: 7_000,
          state: 'expired',
          detail: 'left as it is by a person',
        });
        // Too late once more, it asks once more.
        await change('again', 'expired');
        expect(store.countExpired().open).toBe(2);
      });

      test('of a transaction that fails, nothing is decided or counted', async () => {
        await expire('a');
        await expect(
          store.transact((transaction) => {
            transaction.decide('a', 'left', 7_000);
            throw new TypeError('a bug');
          }),
        ).rejects.toThrow('a bug');
        expect([store.countExpired().open, open()]).toEqual([1, ['a']]);
        await expect(decide('nobody', 'left')).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
      });

      test('was drawn: counted from a moment on, tickets and cash-outs, until somebody decides', async () => {
        await draw('old', { createdAt: 999 });
        await draw('a');
        await draw('b', { createdAt: 5_000 });
        await draw('test', { kind: 'test', orderId: null, document: { kind: 'test' } });
        const bank = { kind: 'cashout', amount: '15000', notes: null, employeeName: null } as const;
        await draw('bank', { kind: 'cashout', orderId: null, document: bank });
        expect([store.count('drawn'), store.countDrawn(1_000), store.countDrawn(5_001)]).toEqual([5, 3, 0]);
        expect(store.get('a')?.decision).toBeNull();
        expect(store.drawn(1_000, 2).map(({ id }) => id)).toEqual(['a', 'b']);
        await decide('a', 'reprinted');
        await decide('b', 'left');
        expect([store.count('drawn'), store.countDrawn(1_000)]).toEqual([5, 1]);
        expect(store.drawn(1_000, 10).map(({ id }) => id)).toEqual(['bank']);
        const offered = {
          states: ['drawn'],
          kinds: ['ticket', 'cashout'],
          createdFrom: 1_000,
          decision: null,
        } as const;
        expect(store.list({ ...offered, limit: 10 }).map(({ id }) => id)).toEqual(['bank']);
      });

      test('stays in the journal until somebody has decided, however old', async () => {
        for (const id of ['waits', 'left', 'drawn']) await (id === 'drawn' ? draw(id) : expire(id));
        await expire('drawer', drawer);
        await decide('left', 'left');
        const rule = { upTo: 9_000_000, maxJobs: 1_000, idempotencyBefore: 0 };
        expect(await store.prune(rule)).toBe(3);
        expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual(['waits']);
        expect(store.countExpired()).toEqual({ open: 1, drawers: 0 });
        await decide('waits', 'left');
        expect(await store.prune(rule)).toBe(1);
        await store.close();
        store = harness.open();
        expect(store.countExpired()).toEqual({ open: 0, drawers: 0 });
      });

      test('does not keep what is behind it from being pruned', async () => {
        for (let number = 0; number < 600; number += 1) await insert({ id: `late-${number}` });
        await store.transact((t) => {
          for (let number = 0; number < 600; number += 1) t.change(`late-${number}`, { state: 'expired', at: 2_000 });
        });
        await draw('done');
        expect(await store.prune({ upTo: 9_000_000, maxJobs: 1_000, idempotencyBefore: 0 })).toBe(1);
        expect(store.get('done')).toBeNull();
      });
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
      await insert({ id: 'drawer', expiresAt: 900, kind: 'drawer', orderId: null, document: { kind: 'drawer' } });
      expect(store.nextExpiry()).toBe(5_000);
      await change('drawer', 'expired');
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
      const rule = { upTo: 2, maxJobs: 100, idempotencyBefore: 0 };
      expect(await store.prune(rule)).toBe(1);
      expect(await store.prune(rule)).toBe(0);
      expect(store.list({ limit: 10 }).map((job) => job.id)).toEqual(['new-done', 'old-waiting']);
      expect([store.bytes('old-done'), store.timeline('old-done'), store.count('printed')]).toEqual([null, [], 1]);
    });

    test('keeps at most so many jobs', async () => {
      for (let number = 0; number < 30; number += 1) {
        await insert({ id: `job-${number}` });
        await change(`job-${number}`, 'cancelled');
      }
      await store.prune({ upTo: 0, maxJobs: 10, idempotencyBefore: 0 });
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
