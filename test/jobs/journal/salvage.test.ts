import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Job } from '../../../src/main/jobs/job.ts';
import type { JobStore } from '../../../src/main/jobs/job-store.ts';
import { connectJournal } from '../../../src/main/jobs/journal/journal-connection.ts';
import { type JournalNews, openJournal } from '../../../src/main/jobs/journal/open-journal.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import type { JobState } from '../../../src/shared/job.ts';
import { makeDataDir } from '../../end-to-end/start-agent.ts';
import { until } from '../../end-to-end/until.ts';
import { newJob, ticketDocument } from '../new-job.ts';
import { noNews } from './no-news.ts';

const pageSize = 4096;
type Told = Parameters<JournalNews['onSalvaged']>[0];

/** The states that a job goes through to come to one. */
const ways: Partial<Record<JobState, JobState[]>> = {
  queued: [],
  printing: ['printing'],
  printed: ['printing', 'printed'],
  uncertain: ['printing', 'uncertain'],
  failed: ['printing', 'failed'],
  expired: ['expired'],
};

/** Forty tickets long enough to go on in other pages; every fourth is not over. */
const states: JobState[] = Array.from({ length: 40 }, (_, index) =>
  index % 4 === 3
    ? ((['uncertain', 'failed', 'queued', 'printing', 'expired'] as const)[((index - 3) / 4) % 5] ?? 'queued')
    : 'printed',
);

async function fill(store: JobStore, wanted: readonly JobState[] = states): Promise<void> {
  for (const [index, state] of wanted.entries()) {
    const id = `job-${index}`;
    const document = ticketDocument({ orderId: index, customerName: 'Benali '.repeat(index % 5 === 0 ? 900 : 20) });
    await store.transact((transaction) => {
      transaction.insert(newJob({ id, orderId: index, document }));
      transaction.saveIdempotency({ key: `key-${index}`, fingerprint: 'f', jobId: id, createdAt: 1_000 });
    });
    for (const next of ways[state] ?? []) {
      await store.transact((transaction) =>
        transaction.change(id, { state: next, at: 2_000, ...(next === 'printing' && { bytes: Buffer.from(id) }) }),
      );
    }
  }
}

async function makeJournal(): Promise<string> {
  const file = join(makeDataDir(), 'journal.db');
  const store = openSqliteJobStore(file);
  await fill(store);
  await store.close();
  return file;
}

/** As a killed agent leaves it: all of it in the write-ahead log. */
async function makeCutJournal(): Promise<{ file: string; log: Buffer }> {
  const file = join(makeDataDir(), 'journal.db');
  const store = openSqliteJobStore(file);
  await fill(store);
  const log = readFileSync(`${file}-wal`);
  const database = readFileSync(file);
  await store.close();
  writeFileSync(file, database);
  writeFileSync(`${file}-wal`, log);
  return { file, log };
}

function open(file: string) {
  const told: Told[] = [];
  const aside: string[] = [];
  const store = openSqliteJobStore(file, {
    ...noNews,
    onSalvaged: (news) => told.push(news),
    onSetAside: (kept) => aside.push(kept),
  });
  onTestFinished(() => store.close());
  return { store, told, aside };
}

/** All that a till asks of its journal; whichever of it meets the damage. */
async function workWith(store: JobStore): Promise<Map<string, Job>> {
  store.next('main');
  store.nextExpiry();
  for (let index = 0; index < states.length; index += 1) {
    store.get(`job-${index}`);
    store.bytes(`job-${index}`);
    store.timeline(`job-${index}`);
    store.lastTicket(index);
  }
  await store.transact((transaction) => transaction.insert(newJob({ id: 'new' })));
  await store.transact((transaction) =>
    transaction.change('new', { state: 'printing', at: 3_000, bytes: Buffer.of(1) }),
  );
  await store.transact((transaction) => transaction.change('new', { state: 'printed', at: 3_001 }));
  await store.prune({ upTo: 0, maxJobs: 1_000, idempotencyBefore: 0 });
  return new Map(store.list({ limit: 1_000 }).map((job) => [job.id, job]));
}

/** Nothing comes out twice by itself: what was on paper is never in the queue. */
function expectHonest(jobs: ReadonlyMap<string, Job>): void {
  for (const [index, state] of states.entries()) {
    const now = jobs.get(`job-${index}`)?.state;
    if (state !== 'queued') expect([index, now]).not.toEqual([index, 'queued']);
    if (now !== undefined && now !== state) expect([index, now]).toEqual([index, 'uncertain']);
    // Somebody still has to decide about it.
    if (now === 'expired') expect([index, jobs.get(`job-${index}`)?.decision]).toEqual([index, 'open']);
  }
}

describe('a damaged journal', () => {
  test('whichever page it is, goes on with all that can be read; the old file is kept', async () => {
    const file = await makeJournal();
    const whole = readFileSync(file);
    const pages = whole.length / pageSize;
    let salvaged = 0;
    for (let page = 0; page < pages; page += 1) {
      const damaged = Buffer.from(whole);
      damaged.fill(0x5a, page * pageSize, page * pageSize + 100);
      writeFileSync(file, damaged);
      const { store, told, aside } = open(file);
      const jobs = await workWith(store);
      expect([page, jobs.get('new')?.state]).toEqual([page, 'printed']);
      expectHonest(jobs);
      expect(aside).toEqual([]);
      expect(told.length).toBeLessThanOrEqual(1);
      const missing = states.filter((_, index) => !jobs.has(`job-${index}`)).length;
      for (const news of told) {
        salvaged += 1;
        expect(existsSync(news.aside)).toBe(true);
        expect(news.salvage.lost).toBe(missing);
        // With the new one, where it was met later.
        expect(states.length + 1 - missing - news.salvage.saved).toBeOneOf([0, 1]);
      }
      // A page holds a handful of tickets, not the journal.
      expect([page, missing <= 8]).toEqual([page, true]);
      if (missing > 0) expect([page, told.length]).toEqual([page, 1]);
      await store.close();
      // A start after that has nothing to tell.
      const again = openSqliteJobStore(file, noNews);
      expect(again.get('new')?.state).toBe('printed');
      await again.close();
    }
    expect(salvaged).toBeGreaterThan(10);
  }, 30_000);

  test('keeps bytes, story and keys, and gives no number twice', async () => {
    const file = await makeJournal();
    const before = openSqliteJobStore(file, noNews);
    const [newest] = before.list({ limit: 1 });
    const story = before.timeline('job-3');
    await before.close();
    writeFileSync(file, Buffer.concat([Buffer.alloc(pageSize), readFileSync(file).subarray(pageSize)]));
    const { store, told } = open(file);
    expect(told).toMatchObject([{ salvage: { saved: 40, lost: 0 } }]);
    expect(store.timeline('job-3')).toEqual(story);
    expect(Buffer.from(store.bytes('job-3') ?? []).toString()).toBe('job-3');
    expect(await store.transact((transaction) => transaction.findIdempotency('key-7'))).toMatchObject({
      jobId: 'job-7',
    });
    const next = await store.transact((transaction) => transaction.insert(newJob({ id: 'next' })));
    expect(next.sequence).toBe((newest?.sequence ?? 0) + 1);
  });

  test('keeps what persons have decided, and when an agent was last known to run', async () => {
    const file = await makeJournal();
    const before = openSqliteJobStore(file, noNews);
    await before.transact((transaction) => {
      for (const [id, kind] of [
        ['left', 'ticket'],
        ['again', 'ticket'],
        ['pulse', 'drawer'],
        ['drawn', 'ticket'],
      ] as const) {
        transaction.insert(newJob({ id, kind, ...(kind === 'drawer' && { document: { kind } }) }));
        if (id === 'drawn') transaction.change(id, { state: 'printing', at: 2_000, bytes: Buffer.from(id) });
        transaction.change(id, { state: id === 'drawn' ? 'drawn' : 'expired', at: 2_000 });
      }
      transaction.decide('left', 'left', 3_000);
      transaction.decide('again', 'left', 3_000);
      transaction.change('again', { state: 'queued', at: 3_001 });
      transaction.change('again', { state: 'expired', at: 3_002 });
      transaction.decide('drawn', 'reprinted', 3_000);
      // The row of this table has the shape of one of bytes.
      transaction.signLife(4_000, true);
    });
    const wanted = ['left', 'again', 'pulse', 'drawn', 'job-19'].map((id) => before.get(id));
    const expired = before.countExpired();
    expect(expired).toEqual({ open: 3, drawers: 1 });
    const bytes = before.bytes('job-0');
    await before.close();
    const whole = readFileSync(file);
    // Of the table, of its index, and of the head.
    const rootOf = (name: string) => {
      const database = new DatabaseSync(file);
      const { page } = database.prepare('SELECT rootpage AS page FROM sqlite_schema WHERE name = ?').get(name) as {
        page: number;
      };
      database.close();
      return page;
    };
    for (const page of [1, rootOf('decisions'), rootOf('decisions_by_decision')]) {
      const damaged = Buffer.from(whole);
      for (const one of new Set([1, page])) damaged.fill(0, (one - 1) * pageSize, one * pageSize);
      writeFileSync(file, damaged);
      const { store, told } = open(file);
      expect(told).toMatchObject([{ salvage: { saved: 44, lost: 0 } }]);
      expect(['left', 'again', 'pulse', 'drawn', 'job-19'].map((id) => store.get(id))).toEqual(wanted);
      expect(store.countExpired()).toEqual(expired);
      expect(store.open(10).map(({ id }) => id)).toEqual(['job-19', 'job-39', 'again']);
      expect(store.bytes('job-0')).toEqual(bytes);
      expect(store.lastSign()).toEqual({ at: 4_000, kind: 'end' });
      await store.close();
    }
  });

  test.each<[string, (file: string) => void, string]>([
    ['lost', (file) => rmSync(file), 'disparu'],
    ['empty', (file) => truncateSync(file), 'vide'],
  ])('%s, beside a log that has all of it, loses nothing', async (_name, damage, cause) => {
    const { file } = await makeCutJournal();
    damage(file);
    const { store, told } = open(file);
    expect(told).toMatchObject([
      { cause: expect.stringContaining(cause), salvage: { saved: 40, lost: 0, doubtful: 0 } },
    ]);
    expectHonest(await workWith(store));
    expect(store.get('job-11')?.state).toBe('queued');
  });

  test('a log that is damaged in its middle costs what was there, and nothing is printed again', async () => {
    const { file, log } = await makeCutJournal();
    const database = readFileSync(file);
    for (const part of [0, 0.2, 0.5, 0.8, 0.95]) {
      for (const suffix of ['-wal', '']) rmSync(file + suffix, { force: true });
      writeFileSync(file, database);
      const at = Math.floor(part * log.length);
      const damaged = Buffer.from(log);
      damaged.fill(0x5a, at, at + 100);
      writeFileSync(`${file}-wal`, damaged);
      const { store, told } = open(file);
      expect(told).toMatchObject([{ cause: expect.stringContaining('-wal') }]);
      expect(readFileSync(`${told[0]?.aside}-wal`).equals(damaged)).toBe(true);
      const jobs = await workWith(store);
      expectHonest(jobs);
      expect(jobs.size).toBeGreaterThan(30);
      await store.close();
    }
  });

  test('a log that ends in the middle of a commit is what a power cut leaves: nobody is told', async () => {
    const { file, log } = await makeCutJournal();
    writeFileSync(`${file}-wal`, log.subarray(0, log.length - 3_000));
    const store = openSqliteJobStore(file, noNews);
    expect(store.list({ limit: 100 })).toHaveLength(40);
    await store.close();
  });

  test.each<[string, (file: string) => void]>([
    ['a folder', (file) => mkdirSync(file)],
    ['zeros', (file) => writeFileSync(file, Buffer.alloc(20_000))],
    ['another text in UTF-16', (file) => writeFileSync(file, Buffer.from('null '.repeat(2_000), 'utf16le'))],
    ['cut within its first page', (file) => truncateSync(file, 700)],
  ])('that is %s, is put aside, and the till prints', async (_name, damage) => {
    const file = await makeJournal();
    if (_name === 'a folder') rmSync(file);
    damage(file);
    const { store, aside } = open(file);
    await workWith(store);
    expect(aside).toHaveLength(1);
    expect(existsSync(aside[0] ?? '')).toBe(true);
    expect(store.get('new')?.state).toBe('printed');
  });

  test('that is cut in its middle keeps what is left', async () => {
    const file = await makeJournal();
    truncateSync(file, Math.floor(readFileSync(file).length / 2));
    const { store, told } = open(file);
    expectHonest(await workWith(store));
    expect(told).toHaveLength(1);
    expect(told[0]?.salvage.saved).toBeGreaterThan(5);
    expect(told[0]?.salvage.lost).toBeGreaterThan(1);
  });

  test('that is gone is told where there was one, and not at the first start', async () => {
    const lost: [string, boolean][] = [];
    const file = join(makeDataDir(), 'journal.db');
    await openSqliteJobStore(file, noNews).close();
    const news = { ...noNews, onLost: (...gone: [string, boolean]) => lost.push(gone) };
    for (const lose of [() => rmSync(file), () => truncateSync(file, 0)]) {
      lose();
      await openSqliteJobStore(file, news, { isExpected: true }).close();
    }
    expect(lost).toEqual([
      [file, false],
      [file, true],
    ]);
  });

  test('is repaired while it is in use: who asks, and who is answered 200, notices nothing', async () => {
    const file = await makeJournal();
    const { store, told } = open(file);
    await store.transact((transaction) => transaction.signLife(5_000, false));
    // SQLite has read the index of states alone so far.
    const descriptor = openSync(file, 'r+');
    for (let page = 1; page < readFileSync(file).length / pageSize; page += 3) {
      writeSync(descriptor, Buffer.alloc(100, 0x5a), 0, 100, page * pageSize);
    }
    closeSync(descriptor);
    const accepted = await Promise.all(
      ['a', 'b', 'c'].map((id) => store.transact((transaction) => transaction.insert(newJob({ id })))),
    );
    expect(accepted.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    // The jobs that came after it tell the time.
    expect(store.lastSign()).toEqual({ at: 1_000, kind: 'sign' });
    await store.transact((transaction) => transaction.signLife(6_000, false));
    expect(store.lastSign()).toEqual({ at: 6_000, kind: 'sign' });
    const jobs = await workWith(store);
    expect(told).toHaveLength(1);
    for (const id of ['a', 'b', 'c']) expect(jobs.get(id)?.state).toBe('queued');
    expectHonest(jobs);
    await store.close();
    const again = openSqliteJobStore(file, noNews);
    expect(again.get('b')?.state).toBe('queued');
    await again.close();
  });

  test('has a ticket whose text is damaged, which SQLite does not see: the queue goes on without it', async () => {
    const file = join(makeDataDir(), 'journal.db');
    const before = openSqliteJobStore(file, noNews);
    for (const id of ['bad', 'good']) await before.transact((transaction) => transaction.insert(newJob({ id })));
    await before.close();
    const bytes = readFileSync(file);
    bytes.write('\0\0\0\0', bytes.indexOf('"kind"'));
    writeFileSync(file, bytes);
    const { store, told } = open(file);
    expect(store.next('main')?.id).toMatch(/^(?:good|bad)$/);
    expect(store.list({ limit: 10 }).map(({ state }) => state)).toEqual(['queued']);
    expect(told).toMatchObject([{ salvage: { saved: 1, lost: 1, lostOpen: 1 } }]);
  });

  async function makeLongJournal(many: number): Promise<string> {
    const file = join(makeDataDir(), 'journal.db');
    const before = openSqliteJobStore(file, noNews);
    await before.transact((transaction) => {
      for (let index = 0; index < many; index += 1) transaction.insert(newJob({ id: `old-${index}` }));
      for (let index = 0; index < many; index += 1) {
        transaction.change(`old-${index}`, { state: 'cancelled', at: 2 });
      }
    });
    await before.close();
    const bytes = readFileSync(file);
    bytes.fill(0, 0, 100);
    writeFileSync(file, bytes);
    return file;
  }

  test('that is long loses nothing of its past where a commit of it fails', async () => {
    const many = 1_800;
    const connection = connectJournal(openJournal(await makeLongJournal(many)));
    for (let turn = 0, isMore: unknown = true; isMore; turn += 1) {
      connection.execute('BEGIN IMMEDIATE');
      isMore = connection.takeOverRest(200);
      connection.execute(turn % 2 === 0 ? 'ROLLBACK' : 'COMMIT');
      connection.recount();
      if (turn % 2 === 0) isMore = true;
    }
    expect(connection.reader.count('cancelled')).toBe(many);
    connection.close();
  });

  test('that is long goes on with its past after a kill, and is damaged meanwhile a second time', async () => {
    const many = 1_800;
    const file = await makeLongJournal(many);
    const first = openJournal(file);
    const connection = connectJournal(first);
    connection.execute('BEGIN IMMEDIATE');
    expect(connection.takeOverRest(200)).toBe(true);
    connection.execute('COMMIT');
    connection.execute('BEGIN IMMEDIATE');
    connection.takeOverRest(200);
    // Killed: what was not committed is gone.
    connection.close();
    const bytes = readFileSync(file);
    bytes.fill(0, 0, 100);
    writeFileSync(file, bytes);
    const { store } = open(file);
    expect(store.count('cancelled')).toBeLessThan(many);
    await until('the rest is there', () => store.count('cancelled') === many);
    expect(store.get('old-0')).toMatchObject({ state: 'cancelled' });
    await store.close();
    expect(open(file).store.count('cancelled')).toBe(many);
  });

  test('that is long is there at once with what waits; its past follows', async () => {
    const file = join(makeDataDir(), 'journal.db');
    const before = openSqliteJobStore(file, noNews);
    const many = 1_500;
    await before.transact((transaction) => {
      for (let index = 0; index < many; index += 1) transaction.insert(newJob({ id: `old-${index}` }));
    });
    await before.transact((transaction) => {
      for (let index = 2; index < many; index += 1) transaction.change(`old-${index}`, { state: 'cancelled', at: 2 });
      for (const state of ['printing', 'drawn'] as const) transaction.change('old-1', { state, at: 2 });
      transaction.decide('old-1', 'left', 3);
    });
    await before.close();
    const bytes = readFileSync(file);
    bytes.fill(0, 0, 100);
    writeFileSync(file, bytes);
    const { store, told } = open(file);
    expect(told).toMatchObject([{ salvage: { saved: many, lost: 0 } }]);
    expect(store.next('main')?.id ?? store.get('old-0')?.id).toBe('old-0');
    expect(store.count('cancelled')).toBe(1_000);
    await until('the rest is there', () => store.count('cancelled') === many - 2);
    await until('all of it', () => store.count('drawn') === 1);
    expect(store.get('old-1')).toMatchObject({ state: 'drawn', decision: 'left' });
  });
});
