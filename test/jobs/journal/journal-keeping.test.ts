import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobStore } from '../../../src/main/jobs/job-store.ts';
import { keepJournalBounded } from '../../../src/main/jobs/journal/journal-keeper.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import type { JobKind, JobState } from '../../../src/shared/job.ts';
import { silentLog } from '../../silent-log.ts';
import { newJob } from '../new-job.ts';

const hour = 3600 * 1000;
const day = 24 * hour;
const year = 365 * day;
const today = Date.parse('2026-11-30T08:00:00Z');

describe('what leaves the journal', () => {
  let directory: string;
  let file: string;
  let store: JobStore;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'keeping-'));
    file = join(directory, 'journal.db');
    store = openSqliteJobStore(file);
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  let number = 0;
  const add = async (createdAt: number, state: JobState = 'printed', kind: JobKind = 'ticket'): Promise<string> => {
    number += 1;
    const id = `${state}-${number}`;
    await store.transact((transaction) => {
      transaction.insert(newJob({ id, createdAt, kind, expiresAt: createdAt }));
      const steps: Partial<Record<JobState, JobState[]>> = {
        queued: [],
        expired: ['expired'],
        cancelled: ['cancelled'],
        printing: ['printing'],
      };
      for (const step of steps[state] ?? ['printing', state]) transaction.change(id, { state: step, at: createdAt });
    });
    return id;
  };
  const leave = (id: string) => store.transact((transaction) => transaction.decide(id, 'left', today));
  /** A job a day, up to and with that day. */
  const addDays = async (count: number, last: number, state?: JobState): Promise<void> => {
    await Promise.all(Array.from({ length: count }, (_, index) => add(last - (count - 1 - index) * day, state)));
  };
  const keep = async (now: number, { days = 90, maxJobs = 50_000 } = {}): Promise<string[]> => {
    let isDone = false;
    const watched: JobStore = {
      ...store,
      prune: async (rule) => {
        const gone = await store.prune(rule);
        isDone = gone === 0;
        return gone;
      },
    };
    const { log } = silentLog();
    const keeper = keepJournalBounded({
      ...{ store: watched, file, log },
      time: () => now,
      limits: () => ({ days, maxJobs }),
    });
    await vi.waitFor(() => expect(isDone).toBe(true), 5_000);
    keeper.close();
    return left();
  };
  const left = () => store.list({ limit: 1_000 }).map(({ id }) => id);

  test('is what is older than the days of the settings', async () => {
    await addDays(100, today);
    expect(await keep(today + hour)).toHaveLength(90);
  });

  test.each([
    ['started in 2037', today + 11 * year],
    ['started in 2000', today - 26 * year],
    ['set right by a week', today + 7 * day],
  ])('nothing where the clock is wrong: %s', async (_name, now) => {
    await addDays(80, today);
    expect(await keep(now)).toHaveLength(80);
    // Nor when it has accepted a ticket by that clock, nor when it is right again.
    await add(now);
    expect(await keep(now + hour)).toHaveLength(81);
    await add(today + hour);
    expect(await keep(today + 2 * hour)).toHaveLength(82);
  });

  test('what came by a wrong clock leaves as old as the rest', async () => {
    await addDays(5, today);
    await add(today + 11 * year);
    await add(today - 26 * year);
    await addDays(5, today + 5 * day);
    expect(await keep(today + 6 * day, { days: 6 })).toHaveLength(9);
    expect(await keep(today + 6 * day, { days: 4 })).toHaveLength(4);
  });

  test('a shop that was closed for a month loses nothing by it', async () => {
    await addDays(80, today - 30 * day);
    expect(await keep(today)).toHaveLength(80);
  });

  test('never what waits, is printed just now, or is to be decided about', async () => {
    const old = today - 99 * day;
    const kept = [
      await add(old, 'queued'),
      await add(old, 'printing'),
      await add(old, 'uncertain'),
      await add(old, 'failed'),
      await add(old, 'expired'),
    ];
    await leave(await add(old, 'expired'));
    await add(old, 'expired', 'drawer');
    for (const state of ['printed', 'sent', 'cancelled'] as const) await add(old, state);
    await addDays(98, today);
    const ids = await keep(today + hour);
    expect(ids).toHaveLength(90 + kept.length);
    expect(ids).toEqual(expect.arrayContaining(kept));
  });

  test('where there are too many: the decided ones first, what has expired and was left among them', async () => {
    const decided = await add(today - 2 * day, 'expired');
    await leave(decided);
    const undecided = [
      await add(today - 2 * day, 'uncertain'),
      await add(today - 2 * day, 'failed'),
      await add(today - 2 * day, 'expired'),
    ];
    await Promise.all(Array.from({ length: 200 }, () => add(today - hour)));
    const ids = await keep(today, { maxJobs: 100 });
    expect(ids).toHaveLength(100);
    expect(ids).toEqual(expect.arrayContaining(undecided));
    expect(ids).not.toContain(decided);
  });

  test('what waits takes no place of theirs', async () => {
    await add(today, 'uncertain');
    await Promise.all(Array.from({ length: 150 }, () => add(today, 'queued')));
    expect(await keep(today, { maxJobs: 100 })).toHaveLength(151);
  });

  test('even what is to be decided about, where there is nothing else: the disk has an end', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, n) => add(today, n % 2 === 0 ? 'uncertain' : 'expired')));
    expect(await keep(today, { maxJobs: 100 })).toHaveLength(100);
  });

  test('thousands of old ones that nobody has decided about hide nothing', async () => {
    await store.transact((transaction) => {
      for (let count = 0; count < 1_500; count += 1) {
        const id = `undecided-${count}`;
        transaction.insert(newJob({ id, createdAt: today - 100 * day }));
        transaction.change(id, { state: 'printing', at: today });
        transaction.change(id, { state: 'uncertain', at: today });
      }
    });
    await addDays(99, today);
    await keep(today + hour);
    expect(store.count('printed')).toBe(90);
    expect(store.count('uncertain')).toBe(1_500);
  });

  test('in a long journal the age is as good as some hours, in a few milliseconds', async () => {
    await store.transact((transaction) => {
      for (let count = 0; count < 8_000; count += 1) {
        const createdAt = today - 100 * day + count * 0.0125 * day;
        transaction.insert(newJob({ id: `job-${count}`, createdAt: Math.round(createdAt) }));
      }
    });
    const startedAt = performance.now();
    const sequence = store.sequenceOfAge(90 * day, today);
    expect(performance.now() - startedAt).toBeLessThan(200);
    const [job] = store.list({ limit: 1, before: sequence + 1 });
    const age = (today - (job?.createdAt ?? 0)) / day;
    expect(age).toBeGreaterThan(90);
    expect(age).toBeLessThan(90.3);
  });

  test('the kept journal of an older version goes with the jobs of its time, by no other clock', async () => {
    const copy = join(directory, 'journal.v2.db');
    writeFileSync(copy, '');
    utimesSync(copy, new Date(today - 50 * day), new Date(today - 50 * day));
    await addDays(80, today);
    await keep(today + 11 * year);
    expect(existsSync(copy)).toBe(true);
    await addDays(70, today + 70 * day);
    await keep(today + 70 * day, { days: 60 });
    await vi.waitFor(() => expect(existsSync(copy)).toBe(false));
  });

  describe('the last sign of life', () => {
    test('stands in a table that an older version does not know, and comes with the first sign', async () => {
      expect(store.lastSign()).toBeNull();
      await add(today - hour);
      expect(store.lastSign()).toEqual({ at: today - hour, kind: 'job' });
      await store.transact((transaction) => transaction.signLife(today, false));
      expect(store.lastSign()).toEqual({ at: today, kind: 'sign' });
      await store.transact((transaction) => transaction.signLife(today + 1, true));
      await store.close();
      const database = new DatabaseSync(file);
      expect(database.prepare('SELECT user_version FROM pragma_user_version').get()).toEqual({ user_version: 3 });
      database.close();
      store = openSqliteJobStore(file);
      expect(store.lastSign()).toEqual({ at: today + 1, kind: 'end' });
    });

    test('a job behind it is a later one; behind an end, another version’s', async () => {
      await store.transact((transaction) => transaction.signLife(today, false));
      await add(today + 5);
      expect(store.lastSign()).toEqual({ at: today + 5, kind: 'sign' });
      await store.transact((transaction) => transaction.signLife(today + 9, true));
      await add(today + hour);
      expect(store.lastSign()).toEqual({ at: today + hour, kind: 'job' });
    });

    test('one that is not committed leaves no table', async () => {
      const failing = store.transact((transaction) => {
        transaction.signLife(today, false);
        throw new Error('the disk is full');
      });
      await expect(failing).rejects.toThrow('the disk is full');
      expect(store.lastSign()).toBeNull();
      await store.transact((transaction) => transaction.signLife(today, false));
      expect(store.lastSign()?.at).toBe(today);
    });
  });
});
