import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { journalQueries } from '../../../src/main/jobs/journal/journal-sql.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import { describeJobStore } from '../../contracts/job-store.ts';
import { newJob } from '../new-job.ts';
import { noNews } from './no-news.ts';

function temporaryJournal() {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  return { file: join(directory, 'journal.db'), dispose: () => rmSync(directory, { recursive: true }) };
}

describeJobStore('SQLite file', async () => {
  const { file, dispose } = temporaryJournal();
  return { open: () => openSqliteJobStore(file), dispose: async () => dispose() };
});

describe('the SQLite journal', () => {
  let journal: ReturnType<typeof temporaryJournal>;
  beforeEach(() => {
    journal = temporaryJournal();
  });
  afterEach(() => journal.dispose());

  test('waits for the disk at every commit', async () => {
    const store = openSqliteJobStore(journal.file);
    await store.transact((transaction) => transaction.insert(newJob()));
    // The lock keeps other readers out, so the settings are read from the header: 2 means WAL (SQLite file format, 1.3.3).
    expect(readFileSync(journal.file).subarray(18, 20)).toEqual(Buffer.from([2, 2]));
    expect(existsSync(`${journal.file}-wal`)).toBe(true);
    await store.close();
  });

  test('a second agent on the same journal is refused, clearly', async () => {
    const store = openSqliteJobStore(journal.file);
    expect(() => openSqliteJobStore(journal.file)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
    await store.close();
    await openSqliteJobStore(journal.file).close();
  });

  test('a journal of a later version is refused rather than misread', async () => {
    await openSqliteJobStore(journal.file).close();
    const database = new DatabaseSync(journal.file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteJobStore(journal.file)).toThrow(expect.objectContaining({ code: 'JOURNAL_TOO_NEW' }));
  });

  test('a file that is no journal is set aside, and the till starts', async () => {
    writeFileSync(
      journal.file,
      'not a database, not at all, but long enough to be read as a header of one '.repeat(20),
    );
    const store = openSqliteJobStore(journal.file, {
      ...noNews,
      onSetAside: (file) => setAside.push(file),
      onNotKept: () => expect.unreachable(),
    });
    const setAsideFiles = setAside.splice(0);
    expect(setAsideFiles).toHaveLength(1);
    expect(readFileSync(setAsideFiles[0] ?? '', 'utf8')).toContain('not a database');
    await store.transact((transaction) => transaction.insert(newJob({ id: 'a' })));
    expect(store.get('a')).not.toBeNull();
    await store.close();
  });

  test('one that cannot be opened yet has nothing, refuses with the cause, and goes on once it can', async () => {
    const folder = join(dirname(journal.file), 'folder');
    const file = join(folder, 'journal.db');
    writeFileSync(folder, 'in its place');
    const store = openSqliteJobStore(file, noNews);
    expect(store.trouble).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(store.lastSign()).toBeNull();
    expect(store.sequenceOfAge(0, 1)).toBe(0);
    expect(store.countExpired()).toEqual({ open: 0, drawers: 0 });
    expect([store.open(1), store.drawn(0, 1), store.waitingDrawers(), store.list({ limit: 1 })]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    const sign = () => store.transact((transaction) => transaction.signLife(5_000, false));
    await expect(sign()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    rmSync(folder);
    mkdirSync(folder);
    await expect.poll(() => sign().then(() => store.trouble), { timeout: 5_000 }).toBeNull();
    expect(store.lastSign()).toEqual({ at: 5_000, kind: 'sign' });
    await store.close();
  });

  test('bytes that are damaged in a row are none: the paper is drawn from the document', async () => {
    const store = openSqliteJobStore(journal.file);
    const bytes = Buffer.from('paper');
    await store.transact((transaction) => transaction.insert(newJob({ id: 'a' })));
    await store.transact((transaction) => transaction.change('a', { state: 'printing', at: 2, bytes }));
    expect(store.bytes('a')).toEqual(bytes);
    await store.close();
    const database = new DatabaseSync(journal.file);
    database.exec("UPDATE job_bytes SET deflated = x'ffffffff'");
    database.close();
    const again = openSqliteJobStore(journal.file);
    expect(again.bytes('a')).toBeNull();
    await again.close();
  });

  test('questions of the queue walk an index, however long the journal', async () => {
    await openSqliteJobStore(journal.file).close();
    const database = new DatabaseSync(journal.file);
    for (const [name, sql] of Object.entries(journalQueries)) {
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
      const plan = steps.map((step) => step.detail).join('; ');
      expect(`${name}: ${plan}`).toMatch(/INDEX|INTEGER PRIMARY KEY/);
      expect(`${name}: ${plan}`).not.toMatch(/TEMP B-TREE/);
    }
    database.close();
  });
});

const setAside: string[] = [];
