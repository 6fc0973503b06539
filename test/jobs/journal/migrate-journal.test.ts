import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dropOldCopies } from '../../../src/main/jobs/journal/kept-journals.ts';
import { leaveJournalToOlderVersion } from '../../../src/main/jobs/journal/open-journal.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import { until } from '../../end-to-end/until.ts';
import { newJob } from '../new-job.ts';
import { noNews } from './no-news.ts';

const version1 = readFileSync(join(import.meta.dirname, 'journal-version-1.sql'), 'utf8');
const version2 = readFileSync(join(import.meta.dirname, 'journal-version-2.sql'), 'utf8');
const storeModule = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'src',
  'main',
  'jobs',
  'journal',
  'sqlite-job-store.ts',
);

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-v1-'));
  file = join(directory, 'journal.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Writes the journal that version 0.1.0 left, as WAL as it did; `copies` more tickets make it long. */
function writeVersion1(copies = 0): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(version1);
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${copies})
    INSERT INTO jobs (id, kind, state, lane, priority, order_id, document, created_at, updated_at, document_date, expires_at, duplicata)
    SELECT 'copy-' || n, kind, state, lane, priority, n, replace(document, ':41', ':' || n), created_at + n, updated_at + n, created_at, expires_at, 0
    FROM numbers, jobs WHERE jobs.id = 'job-1' AND ${copies} > 0`);
  database.close();
}

/** Writes the journal that the program before version 3 left. */
function writeVersion2(to = file): void {
  const database = new DatabaseSync(to);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(version2);
  database.close();
}

function readFileDirectly<Row>(sql: string, from = file): Row[] {
  const database = new DatabaseSync(from);
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

const shape = (of = file) => ({
  columns: readFileDirectly('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(\'jobs\')', of),
  indexes: readFileDirectly("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name", of),
  version: readFileDirectly('PRAGMA user_version', of),
});

test.each([
  ['1', writeVersion1],
  ['2', writeVersion2],
])('a journal of version %s gets the very columns and indexes of a new journal', async (_, write) => {
  write();
  await openSqliteJobStore(file).close();
  const migrated = shape();
  rmSync(file);
  await openSqliteJobStore(file).close();
  expect(migrated).toEqual(shape());
});

describe('a journal of version 1', () => {
  test('keeps every job with its bytes, steps and keys, and learns the amounts', async () => {
    writeVersion1();
    const store = openSqliteJobStore(file);
    const jobs = store.list({ limit: 10 });
    expect(jobs.map(({ id, state, amount }) => [id, state, amount])).toEqual([
      ['job-6', 'queued', '847.68'],
      ['job-5', 'failed', null],
      ['job-4', 'printed', null],
      ['job-3', 'sent', '15000'],
      ['job-2', 'uncertain', '150'],
      ['job-1', 'printed', '847.68'],
    ]);
    expect(new Set(jobs.map(({ source, sourceAddress }) => `${source} ${sourceAddress}`))).toEqual(
      new Set(['unknown null']),
    );
    expect(new TextDecoder().decode(store.bytes('job-1') ?? undefined)).toBe('ticket of job-1');
    expect(store.timeline('job-2').map(({ state }) => state)).toEqual(['queued', 'printing', 'uncertain']);
    expect(store.get('job-6')).toMatchObject({ reprintOf: 'job-1', duplicata: true });
    expect(await store.transact((transaction) => transaction.findIdempotency('k1'))).toMatchObject({ jobId: 'job-1' });
    await store.close();
  });

  test('is searched, counted and written to as a new one', async () => {
    writeVersion1();
    const store = openSqliteJobStore(file);
    const ids = (filter: object) => store.list({ limit: 10, ...filter }).map(({ id }) => id);
    expect(ids({ text: 'lea benaissa' })).toEqual(['job-6', 'job-1']);
    expect(ids({ amountFrom: '847.68', amountTo: '847.68' })).toEqual(['job-6', 'job-1']);
    expect(store.statistics({ from: 0, before: Date.parse('2027-01-01') })).toMatchObject({
      printed: 2,
      drawerOpenings: 1,
      uncertain: 1,
      failed: 1,
      medianMsToPaper: 900,
    });
    expect(await store.transact((transaction) => transaction.insert(newJob({ id: 'new' })))).toMatchObject({
      sequence: 7,
      amount: '150',
    });
    await store.close();
    // The second start finds the newest version and changes nothing.
    const again = openSqliteJobStore(file);
    expect(again.list({ limit: 10 }).map(({ id }) => id)).toContain('new');
    expect(again.get('job-1')?.amount).toBe('847.68');
    await again.close();
  });

  test('with a document that nobody can read still lets the till start, and migrates the others', async () => {
    writeVersion1();
    const database = new DatabaseSync(file);
    database.exec("UPDATE jobs SET document = '{' WHERE id = 'job-5'");
    database.close();
    const store = openSqliteJobStore(file);
    expect(store.get('job-1')?.amount).toBe('847.68');
    await store.close();
  });

  test('of 50,000 jobs that is killed in mid-migration has lost nothing, and migrates at the next start', async () => {
    writeVersion1(50_000);
    const open = `import { openSqliteJobStore } from ${JSON.stringify(storeModule)}; openSqliteJobStore(${JSON.stringify(file)});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', open], { stdio: 'ignore' });
    const closed = once(child, 'close');
    // SQLite writes what is changed and not yet committed to the write-ahead log when its cache is full.
    await until('uncommitted pages on the disk', () => existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 1e6);
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
    expect(readFileDirectly('PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    expect(readFileDirectly('SELECT count(*) AS jobs FROM jobs')).toEqual([{ jobs: 50_006 }]);

    const store = openSqliteJobStore(file);
    expect(store.count('printed')).toBe(50_002);
    expect(store.list({ limit: 1, text: '49999' })).toMatchObject([{ id: 'copy-49999', amount: '847.68' }]);
    await store.close();
  });
});

/** What the program before version 3 does at its start, in its own words. */
function startsWithVersion2(of: string): boolean {
  const database = new DatabaseSync(of);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; COMMIT');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    database.prepare('SELECT state, count(*) AS count FROM jobs GROUP BY state').all();
    return version <= 2;
  } catch {
    return false;
  } finally {
    database.close();
  }
}

describe('a journal of version 2', () => {
  test('keeps every job with its bytes, steps and keys; all are of the one station', async () => {
    writeVersion2();
    const store = openSqliteJobStore(file);
    expect(store.list({ limit: 10 }).map(({ id, state, amount, station }) => [id, state, amount, station])).toEqual([
      ['job-7', 'queued', '150', 'main'],
      ['job-6', 'queued', '150', 'main'],
      ['job-5', 'failed', null, 'main'],
      ['job-4', 'printed', null, 'main'],
      ['job-3', 'sent', '15000', 'main'],
      ['job-2', 'uncertain', '150', 'main'],
      ['job-1', 'printed', '150', 'main'],
    ]);
    expect(store.next('main')?.id).toBe('job-6');
    expect(store.next('bar')).toBeNull();
    expect(new TextDecoder().decode(store.bytes('job-1') ?? undefined)).toBe('bytes of job-1');
    expect(store.paper('job-1')).toMatchObject({ columns: 48, dots: 576 });
    expect(store.timeline('job-2').map(({ state }) => state)).toEqual(['queued', 'printing', 'uncertain']);
    expect(store.get('job-6')).toMatchObject({ reprintOf: 'job-1', duplicata: true, source: 'window' });
    expect(await store.transact((transaction) => transaction.findIdempotency('k1'))).toMatchObject({ jobId: 'job-1' });
    expect(store.list({ limit: 10, text: 'léa' }).map(({ id }) => id)).toEqual(['job-6', 'job-1']);
    await store.close();
  });

  test('is kept beside it as it was: the program before opens that copy', async () => {
    writeVersion2();
    const before = readFileSync(file);
    const store = openSqliteJobStore(file);
    await store.transact((transaction) => transaction.insert(newJob({ id: 'new' })));
    await store.close();
    const kept = join(directory, 'journal.v2.db');
    expect(readFileSync(kept).equals(before)).toBe(true);
    // The second start leaves it alone: it is what the version before has left.
    await openSqliteJobStore(file).close();
    expect(readFileSync(kept).equals(before)).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.v2.db']);
  });

  test('that was left in mid-work keeps what stands in the write-ahead log alone', async () => {
    writeVersion2();
    const open = `import { DatabaseSync } from 'node:sqlite';
      const database = new DatabaseSync(${JSON.stringify(file)});
      database.exec("UPDATE jobs SET state = 'printing' WHERE id = 'job-6'");
      process.kill(process.pid, 'SIGKILL');`;
    await once(spawn(process.execPath, ['--input-type=module', '-e', open], { stdio: 'ignore' }), 'close');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await openSqliteJobStore(file).close();
    const printing = "SELECT id FROM jobs WHERE state = 'printing'";
    expect(readFileDirectly(printing)).toEqual([{ id: 'job-6' }]);
    expect(readFileDirectly(printing, join(directory, 'journal.v2.db'))).toEqual([{ id: 'job-6' }]);
  });

  test('that has one of the new columns already gets the others alone', async () => {
    writeVersion2();
    const database = new DatabaseSync(file);
    database.exec("ALTER TABLE jobs ADD COLUMN station TEXT NOT NULL DEFAULT 'main'");
    database.close();
    const news = { ...noNews, onSetAside: () => expect.unreachable(), onNotKept: () => expect.unreachable() };
    const store = openSqliteJobStore(file, news);
    expect(store.next('main')?.id).toBe('job-6');
    await store.close();
    const names = shape().columns.map((column) => (column as { name: string }).name);
    expect(names.slice(-3)).toEqual(['station', 'waited_ms', 'held']);
  });

  test('is kept no longer than its jobs', async () => {
    writeVersion2();
    await openSqliteJobStore(file).close();
    const kept = join(directory, 'journal.v2.db');
    writeFileSync(join(directory, 'journal.vx.db'), 'not ours');
    mkdirSync(join(directory, 'journal.v7.db'));
    dropOldCopies(file, statSync(kept).mtimeMs);
    expect(existsSync(kept)).toBe(true);
    dropOldCopies(file, statSync(kept).mtimeMs + 1);
    // A folder of such a name is nobody's copy, however old it is.
    dropOldCopies(file, Number.MAX_SAFE_INTEGER);
    expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.v7.db', 'journal.vx.db']);
  });

  test('that cannot be kept is brought up to date all the same, and that is told', async () => {
    writeVersion2();
    // A folder stands in the way, as a full or protected disk would.
    mkdirSync(join(directory, 'journal.v2.db', 'x'), { recursive: true });
    const notKept: unknown[] = [];
    const news = {
      ...noNews,
      onSetAside: () => expect.unreachable(),
      onNotKept: (error: unknown) => void notKept.push(error),
    };
    const store = openSqliteJobStore(file, news);
    expect(store.list({ limit: 10 })).toHaveLength(7);
    await store.close();
    expect(notKept).toHaveLength(1);
    expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.v2.db']);
  });

  test('is never set aside for a damaged page with which the program before still started', async () => {
    writeVersion2();
    const grown = new DatabaseSync(file);
    grown.exec(`
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60)
      INSERT INTO jobs (id, kind, state, lane, priority, order_id, document, created_at, updated_at, document_date, expires_at, duplicata)
      SELECT 'copy-' || n, kind, 'printed', lane, priority, n, document, created_at + n, updated_at + n, created_at, expires_at, 0
      FROM numbers, jobs WHERE jobs.id = 'job-1'`);
    grown.close();
    const whole = readFileSync(file);
    const pageSize = 4096;
    let started = 0;
    for (let page = 1; page < whole.length / pageSize; page += 1) {
      const damaged = Buffer.from(whole);
      damaged.fill(0x5a, page * pageSize, page * pageSize + 300);
      writeFileSync(file, damaged);
      if (!startsWithVersion2(file)) continue;
      started += 1;
      writeFileSync(file, damaged);
      const news = {
        ...noNews,
        onSetAside: () => expect.unreachable(`page ${page}`),
        onNotKept: () => expect.unreachable(),
      };
      await openSqliteJobStore(file, news).close();
      expect(readFileSync(join(directory, 'journal.v2.db')).equals(damaged)).toBe(true);
      // The way back does not read more either.
      leaveJournalToOlderVersion(file);
      expect(startsWithVersion2(file), `page ${page}`).toBe(true);
    }
    expect(started).toBeGreaterThan(5);
  });

  test('is not touched while another agent has it', async () => {
    writeVersion2();
    const holder = new DatabaseSync(file);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
    expect(() => openSqliteJobStore(file)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
    holder.exec('ROLLBACK');
    holder.close();
    expect(existsSync(join(directory, 'journal.v2.db'))).toBe(false);
  });
});

describe('the way back to version 2', () => {
  test('is understood by the program before, with every job that has come since', async () => {
    writeVersion2();
    const store = openSqliteJobStore(file);
    await store.transact((transaction) => {
      transaction.insert(newJob({ id: 'new' }));
      transaction.change('job-6', { state: 'printing', at: 5, bytes: Uint8Array.of(1) });
      transaction.change('job-6', { state: 'printed', at: 6 });
    });
    await store.close();
    leaveJournalToOlderVersion(file);
    expect(startsWithVersion2(file)).toBe(true);
    const states = readFileDirectly<{ id: string; state: string }>('SELECT id, state FROM jobs ORDER BY sequence');
    // What was printed since is not queued again.
    expect(states.map(({ id, state }) => `${id} ${state}`).slice(-3)).toEqual([
      'job-6 printed',
      'job-7 queued',
      'new queued',
    ]);
    // Its own statements.
    const older = new DatabaseSync(file);
    const next =
      "SELECT * FROM jobs INDEXED BY jobs_waiting WHERE state = 'queued' ORDER BY lane, priority, sequence LIMIT 1";
    expect(older.prepare(next).get()?.id).toBe('job-7');
    older.exec(`
      INSERT INTO jobs (id, kind, state, lane, priority, order_id, document, created_at, updated_at, document_date, expires_at,
        reprint_of, duplicata, source, source_address, amount, amount_value, search_text)
      VALUES ('older', 'drawer', 'queued', 0, 1, NULL, '{"kind":"drawer"}', 1, 1, 1, 9, NULL, 0, 'erp', NULL, NULL, NULL, '')`);
    older.close();
    // And forward again.
    const again = openSqliteJobStore(file);
    expect(again.list({ limit: 20 })).toHaveLength(9);
    expect(again.next('main')?.id).toBe('older');
    await again.close();
  });

  test('says of states that version 2 does not know what it can say', async () => {
    writeVersion2();
    await openSqliteJobStore(file).close();
    const database = new DatabaseSync(file);
    database.exec(
      "UPDATE jobs SET state = 'drawn' WHERE id = 'job-1'; UPDATE jobs SET state = 'held' WHERE id = 'job-7'",
    );
    database.exec("UPDATE timeline SET state = 'drawn' WHERE sequence = 1 AND step = 3");
    database.close();
    leaveJournalToOlderVersion(file);
    const states = readFileDirectly<{ state: string }>("SELECT state FROM jobs WHERE id IN ('job-1', 'job-7')");
    expect(states.map(({ state }) => state)).toEqual(['sent', 'cancelled']);
    expect(readFileDirectly("SELECT * FROM timeline WHERE state = 'drawn'")).toEqual([]);
  });

  test('keeps drawn papers and decisions for the next way forward, and asks about nothing that expired before', async () => {
    writeVersion2();
    const old = new DatabaseSync(file);
    old.exec("UPDATE jobs SET state = 'expired' WHERE id IN ('job-1', 'job-4')");
    old.close();
    const store = openSqliteJobStore(file);
    expect(store.countExpired()).toEqual({ open: 0, drawers: 0 });
    expect(store.get('job-1')).toMatchObject({ state: 'expired', decision: null });
    await store.transact((transaction) => {
      for (const id of ['drawn', 'left', 'asks']) transaction.insert(newJob({ id }));
      transaction.change('drawn', { state: 'printing', at: 5 });
      transaction.change('drawn', { state: 'drawn', at: 6 });
      for (const id of ['left', 'asks']) transaction.change(id, { state: 'expired', at: 7 });
      transaction.decide('drawn', 'reprinted', 8);
      transaction.decide('left', 'left', 8);
    });
    await store.close();
    leaveJournalToOlderVersion(file);
    expect(startsWithVersion2(file)).toBe(true);
    expect(
      readFileDirectly("SELECT id, state FROM jobs WHERE id IN ('drawn', 'left', 'asks') ORDER BY sequence"),
    ).toEqual([
      { id: 'drawn', state: 'sent' },
      { id: 'left', state: 'expired' },
      { id: 'asks', state: 'expired' },
    ]);
    expect(readFileDirectly("SELECT * FROM timeline WHERE state = 'drawn'")).toEqual([]);
    // The older program prunes its oldest jobs, as it always has: what was decided about them is nobody's any more.
    const older = new DatabaseSync(file);
    older.exec("DELETE FROM jobs WHERE sequence <= (SELECT sequence FROM jobs WHERE id = 'left')");
    older.close();
    const again = openSqliteJobStore(file);
    expect(again.countExpired()).toEqual({ open: 1, drawers: 0 });
    expect(again.open(10).map(({ id }) => id)).toEqual(['asks']);
    await again.close();
    expect(readFileDirectly('SELECT decision FROM decisions')).toEqual([{ decision: 'open' }]);
  });

  test('that was begun before there were decisions gets their table', async () => {
    await openSqliteJobStore(file).close();
    const database = new DatabaseSync(file);
    database.exec('DROP TABLE decisions');
    database.close();
    const store = openSqliteJobStore(file);
    expect(store.countExpired()).toEqual({ open: 0, drawers: 0 });
    await store.close();
  });

  test('leaves a journal that is older already, or none, alone', () => {
    leaveJournalToOlderVersion(file);
    expect(existsSync(file)).toBe(false);
    writeVersion2();
    const before = readFileSync(file);
    leaveJournalToOlderVersion(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
